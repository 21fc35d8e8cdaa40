import type { z } from 'zod';
import { BadInput, type InputPlace } from '../../native-workers/text/bad-input.ts';
import { isOfTheSystem } from '../files/error-code.ts';
import { faultText } from '../files/fault-text.ts';
import { Cancelled } from '../jobs/cancelled-error.ts';
import { SamplesFailed } from '../import/samples-failed.ts';
import type { JobFailure } from '../jobs/job-board.ts';
import { WorkerDeath } from '../jobs/task-result.ts';
import { NotConverged } from '../jobs/task-value.ts';
import { OutsideRoot } from '../access/confined-path.ts';
import { escapedLines } from '../../native-workers/text/escaped.ts';
import type { ApiContext } from './context.ts';
import type { apiErrorSchema } from './contract.ts';

export type FailureBody = z.infer<typeof apiErrorSchema>['error'];
export type FailureKind = FailureBody['kind'];

/** Status of each kind, unless a route says otherwise (401, 408). */
const STATUS = {
  'bad-request': 400,
  forbidden: 403,
  'not-found': 404,
  'read-only': 409,
  'too-large': 413,
  'bad-input': 422,
  cancelled: 409,
  internal: 500,
} as const;

/** What has to be known to say what failed. */
type FailureContext = Pick<ApiContext, 'userData' | 'log'> & { folder: { root: string } | null };

type FailureStatus = (typeof STATUS)[FailureKind] | 401 | 408 | 421;

/** A request that is refused, in words for the user. */
export class ApiFailure extends Error {
  readonly kind: FailureKind;
  readonly status: FailureStatus;

  constructor(kind: FailureKind, message: string, status: FailureStatus = STATUS[kind]) {
    super(message);
    this.name = 'ApiFailure';
    this.kind = kind;
    this.status = status;
  }
}

function bodyOf(kind: FailureKind, message: string, place?: InputPlace): FailureBody {
  return place === undefined || Object.keys(place).length === 0 ? { kind, message } : { kind, message, place };
}

/** Said in place of what only the log may hold. */
const INTERNAL = 'Keycore failed here; the details are in its log.';

/** What an error is, and its status. Faults of ours go to `log` with their stack. */
function answerOf(error: unknown, log: (text: string) => void): { body: FailureBody; status: FailureStatus } {
  if (error instanceof ApiFailure) return { body: bodyOf(error.kind, error.message), status: error.status };
  if (error instanceof BadInput) return { body: bodyOf('bad-input', error.message, error.place), status: 422 };
  if (error instanceof OutsideRoot) return { body: bodyOf('forbidden', error.message), status: 403 };
  // The one who asked has gone, as with each preview that a newer one takes the place of: no fault of ours.
  if (error instanceof Cancelled) return { body: bodyOf('cancelled', 'the request was given up'), status: 409 };
  log(faultText(error));
  // A dead worker is reported in full, too.
  const spoken = error instanceof WorkerDeath || isOfTheSystem(error);
  return { body: bodyOf('internal', spoken ? error.message : INTERNAL), status: 500 };
}

/** Folders that are no business of the window: files in them go by the names the user knows. */
export function hiddenFolders({ folder, userData }: Omit<FailureContext, 'log'>): string[] {
  return [...(folder === null ? [] : [folder.root]), userData];
}

/** The text without a folder before names in it, and with `.` for the folder itself; other names that begin like it stay. */
function withoutFolder(text: string, folder: string) {
  // The root of the file system has no name that could be told apart from a separator.
  if (/^[/\\]$/.test(folder)) return text;
  const [first, ...rest] = text.split(folder);
  return rest.reduce((left, part) => {
    if (/^[/\\]/.test(part)) return left + part.slice(1);
    return /^[\w.-]/.test(part) ? left + folder + part : `${left}.${part}`;
  }, first);
}

/** Takes folders that are no business of the window out of a text: files then go by the names the user knows. */
export function withoutFolders(text: string, folders: readonly string[]): string {
  return folders.reduce(withoutFolder, text);
}

/**
 * What an error is to the user, and its status: with file names as the user knows them, and no control character of a
 * file or a name.
 */
export function failureAnswer(error: unknown, context: FailureContext): ReturnType<typeof answerOf> {
  const { body, status } = answerOf(error, context.log);
  const folders = hiddenFolders(context);
  const message = escapedLines(withoutFolders(body.message, folders));
  if (body.place?.file === undefined) return { body: { ...body, message }, status };
  const file = withoutFolders(body.place.file, folders);
  return { body: { ...body, message, place: { ...body.place, file } }, status };
}

/** Why a job failed, in the words of the routes. */
export function jobFailure(error: unknown, context: FailureContext): JobFailure {
  if (error instanceof NotConverged) return { kind: 'bad-input', message: error.message };
  if (error instanceof SamplesFailed) {
    for (const fault of error.faults) context.log(faultText(fault));
    return { kind: error.faults.length === 0 ? 'bad-input' : 'internal', message: error.message };
  }
  if (error instanceof Cancelled) return { kind: 'cancelled', message: 'cancelled' };
  const { kind, message } = failureAnswer(error, context).body;
  return { kind: kind === 'bad-input' ? kind : 'internal', message };
}
