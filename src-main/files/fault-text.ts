/** What a log holds of a fault of ours: the stack is what a report of it needs. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
