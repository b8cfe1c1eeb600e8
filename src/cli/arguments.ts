import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Io, refuse } from './io';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What every command takes. */
const always = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

type Read<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T & typeof always; allowPositionals: true }>
>;

/**
 * A command's arguments. A number is the exit code of one that has nothing more to do: its help was printed, or
 * the arguments are wrong, which was said.
 */
export function readArguments<T extends Options>(
  args: string[],
  options: T,
  usage: string,
  io: Io,
  positionals = false,
): Pick<Read<T>, 'values' | 'positionals'> | number {
  let read: Read<T>;
  try {
    read = parseArgs({ args, options: { ...options, ...always }, allowPositionals: positionals }) as Read<T>;
  } catch (error) {
    return refuse(io, `${(error as Error).message}\n${usage}`);
  }
  if ((read.values as { help?: boolean }).help === true) {
    io.stdout(usage);
    return 0;
  }
  return read;
}
