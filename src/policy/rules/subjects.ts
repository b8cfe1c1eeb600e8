import type { Account } from '../../provenance/written/readTrailers';
import type { CompiledPolicy, CompiledZone } from '../compiled';
import type { AssistantRefusal, Refusal } from '../vendors';
import type { ClaimContext, CommitClaims } from './claims';

/** What rules judge. A rule names the kinds that it has something to say of; each is plain facts. */
export interface Subjects {
  readonly stagedZone: StagedZone;
  readonly stagedAssistant: StagedAssistant;
  readonly stagedChange: StagedChange;
  readonly lastCommit: LastCommitFacts;
  readonly insertion: AiInsertion;
  readonly insertionAssistant: InsertionAssistant;
  readonly uncountedSignoff: UncountedSignoff;
  readonly rangeZone: RangeZone;
  readonly unclaimedPaths: UnclaimedPaths;
  readonly signersLine: SignersLine;
  readonly brokenBase: BrokenBase;
  readonly claims: Claims;
  readonly account: ClaimedAccount;
  readonly accountZone: AccountZone;
  readonly accountVendor: AccountVendor;
}

/** What a change does in one zone. A file in several zones counts in each of them: every zone asks for what it asks. */
export interface ZoneUse {
  readonly zone: string;
  /** Added lines by origin. */
  readonly ai: number;
  readonly mixed: number;
  readonly pasted: number;
  readonly unknown: number;
  /** Of `ai + mixed`, most first; without `assistant` where it was not named. */
  readonly assistants: readonly { readonly assistant?: string; readonly lines: number }[];
  /** Every path that changes, and where its first AI line is. */
  readonly paths: readonly { readonly path: string; readonly aiLine?: number }[];
}

/** A zone of a change that is not committed yet. */
export interface StagedZone {
  readonly zone: CompiledZone;
  readonly use: ZoneUse;
  /** `Name <email>` of the author, and of each person who attested the AI lines of this zone as they are. */
  readonly author?: string;
  readonly attestedBy: readonly string[];
}

/** An assistant with lines in a zone of a change that is not committed yet, and what is against it there. */
export interface StagedAssistant {
  readonly policy: CompiledPolicy;
  readonly zone: CompiledZone;
  readonly use: ZoneUse;
  /** Absent where it was not named. */
  readonly assistant?: string;
  readonly lines: number;
  readonly refusal: AssistantRefusal;
}

/** The whole of a change that is not committed yet. */
export interface StagedChange {
  readonly policy: CompiledPolicy;
  readonly aiLines: number;
}

/** A commit of this machine whose message says nothing of the AI lines that it has. */
export interface LastCommitFacts {
  readonly oid: string;
  /** The zone with most of them. */
  readonly zone: string;
  readonly aiLines: number;
  /** AI lines that its trailers speak of; left out where it has none. */
  readonly claimed?: number;
}

/** Neighbouring AI lines of an open file, in one zone of it. */
export interface AiInsertion {
  readonly zone: CompiledZone;
  /** 1-based. */
  readonly firstLine: number;
  /** AI lines of the whole file. */
  readonly aiLines: number;
  /** The file is signed off as it is. */
  readonly isSignedOff: boolean;
  /** Whether a person has attested to every line. */
  readonly isAttested: () => boolean;
}

/** An assistant of such lines, and what is against it there. */
export interface InsertionAssistant {
  readonly zone: CompiledZone;
  readonly firstLine: number;
  readonly assistant?: string;
  readonly refusal: AssistantRefusal;
}

/** The change of one zone that a range would merge, and who signed for it. */
export interface RangeZone {
  readonly zone: CompiledZone;
  readonly paths: readonly string[];
  /** Of those that need a signature: the ones without. */
  readonly open: readonly string[];
  /** None is open, or this policy is taken in as the first. */
  readonly isApproved: boolean;
  readonly signedBy: readonly string[];
  /** By file in the folder of sign-offs: why it is none. */
  readonly strange: ReadonlyMap<string, string>;
  /** As the user wrote it, for the command that mends. */
  readonly range: string;
  /** Path of the organisation's policy, as the user gave it. */
  readonly organization?: string;
}

/** A stored sign-off or review that does not count. */
interface UncountedSignoff {
  readonly zone: CompiledZone;
  readonly file: string;
  readonly principal: string;
  /** As the end of a sentence. */
  readonly why: string;
  /** The zone is signed for without it. */
  readonly isApproved: boolean;
}

/** What changes in an attest zone without a commit that speaks of it: a merge made it. */
export interface UnclaimedPaths {
  readonly zone: CompiledZone;
  readonly paths: readonly string[];
  /** What was judged is the merge that git makes of both sides. */
  readonly isMergeComputed: boolean;
  /** As the user wrote it. */
  readonly base: string;
}

/** A line of an `allowed_signers` that grants nothing: whoever relies on one should hear of it. */
interface SignersLine {
  /** Where the organisation's lies; else it is base's. */
  readonly file?: string;
  /** 1-based. */
  readonly line: number;
  readonly why: string;
}

/** Base's policy cannot be read, and one before it judged. */
interface BrokenBase {
  readonly why: string;
}

/** What one commit of a range says of itself, beside what it changes. */
export interface Claims {
  readonly claims: CommitClaims;
  readonly context: ClaimContext;
}

/** One account of a commit: a squash has several. */
export interface ClaimedAccount extends Claims {
  readonly account: Account;
}

/** What such an account says of a zone. */
export interface AccountZone extends ClaimedAccount {
  readonly zone: CompiledZone;
  /** AI lines in it. */
  readonly aiLines: number;
}

/** A vendor with lines in such an account that is not approved in the zone. */
export interface AccountVendor extends AccountZone {
  /** Lines of it must be in this zone; zones and vendors are told apart. */
  readonly isCertain: boolean;
  /** Absent where the account does not name it. */
  readonly refusal?: Refusal;
}
