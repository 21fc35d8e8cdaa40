export declare function runTool(
  script: string,
  args: readonly string[],
  options?: { echo?: boolean; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<{ status: number | null; output: string }>;
