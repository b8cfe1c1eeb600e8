import { createHash } from 'node:crypto';
import { isRecord } from '../text/isRecord';
import { type Approval, maxEnvelopeBytes, readStatement } from './statement';

export const payloadType = 'application/vnd.in-toto+json';

/** A DSSE envelope with one signature, and what it says. */
export interface Envelope {
  /** The statement's bytes. */
  readonly payload: Buffer;
  /** SSHSIG, not armoured. */
  readonly signature: Buffer;
  readonly approval: Approval;
}

/** What is signed: DSSE's pre-authentication encoding, `DSSEv1 <length> <type> <length> <payload>`. */
export function signedBytes(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** The name of the file that keeps an envelope: its place says what it holds, so two branches never disagree over one. */
export function envelopeName(payload: Buffer): string {
  return `${createHash('sha256').update(payload).digest('hex')}.json`;
}

export function envelopeText(payload: Buffer, signature: Buffer, keyid: string): string {
  const signatures = [{ keyid, sig: signature.toString('base64') }];
  return `${JSON.stringify({ payloadType, payload: payload.toString('base64'), signatures }, null, 2)}\n`;
}

/** Reads a stored envelope, or says in a few words what is wrong with it. Never throws; no signature is looked at. */
export function readEnvelope(bytes: Buffer): Envelope | { readonly why: string } {
  if (bytes.length > maxEnvelopeBytes) return { why: 'it is larger than 64 KiB' };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { why: 'it is not JSON' };
  }
  if (!isRecord(value)) return { why: 'it is no DSSE envelope' };
  const { signatures } = value;
  const only = Array.isArray(signatures) && signatures.length === 1 ? (signatures[0] as unknown) : undefined;
  const payload = decoded(value.payload);
  const signature = decoded((only as { sig?: unknown } | null | undefined)?.sig);
  if (value.payloadType !== payloadType || payload === undefined || signature === undefined)
    return { why: 'it is no DSSE envelope with one signature over an in-toto statement' };
  const text = payload.toString('utf8');
  if (!Buffer.from(text).equals(payload)) return { why: 'its statement is not UTF-8' };
  const statement = readStatement(text);
  return 'why' in statement ? statement : { payload, signature, approval: statement.approval };
}

/** Only the usual spelling: many texts decode to the same bytes. */
function decoded(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === value ? bytes : undefined;
}
