// Listening in /api/v1: the queries of a brand, tried before they are switched on. Offsets in texts are UTF-8 bytes of the
// original text, half-open; offsets in a query are UTF-8 bytes of the query.
import type { Id, Instant } from './types';

/** draft: finds nothing yet. on: what it finds becomes a mention. muted: goes on counting, brings nothing new into the inbox
 *  and raises no alert. off: rests; its dry run is kept while the text stays. */
export type ListeningState = 'draft' | 'on' | 'muted' | 'off';
export type ListeningPurpose = 'service' | 'brand' | 'product' | 'competitor' | 'campaign' | 'risk';
export type ListeningColour = 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'teal' | 'pink' | 'grey';

/** So many found within so many minutes tell the owner and the leads, once per period. */
export interface AlertRule { at_least: number; minutes: number }

export interface ListeningQuery {
    id: Id; name: string; query: string; canonical: string;
    purpose: ListeningPurpose; colour: ListeningColour;
    owner: { id: Id; initials: string; name: string };
    state: ListeningState;
    alert: AlertRule | null;
    alerted_at: Instant | null;
    dry_run: DryRunSummary | null;   // of this very text (its canonical form); null: it was not tried since it changed
    judged: Judged | null;           // marks of this very text
    found_24h: number; found_total: number;
    created_at: Instant; updated_at: Instant; version: number;
}
export interface ListeningQueryList { items: ListeningQuery[]; may_manage: boolean; set: { queries: number; literals: number; bytes: number; live_since: Instant | null } }
/** POST /listening/queries (201), PATCH /listening/queries/{id} (If-Match like the others is not needed: `version` in the body; 409 with another one).
 *  Refused queries come back as 422 with the parser's problems in `errors` (pointer "/query"). */
export interface ListeningQueryWrite { name?: string; query?: string; purpose?: ListeningPurpose; colour?: ListeningColour; alert?: AlertRule | null; owner_id?: Id; version?: number }
/** POST /listening/queries/{id}/state. `on` without a dry run of this very text: 409, problem "listening.dry_run_first". */
export interface ListeningStateWrite { state: ListeningState }

/** What a query is tried on. stored: posts in the store, newest first. ring: raw posts heard lately, kept in memory only, also those
 *  that concerned nobody. archive: a file given for this. */
export type DrySource = { kind: 'stored' } | { kind: 'ring' } | { kind: 'archive'; id: Id };
/** POST /listening/dry-runs. `query_id`: the run counts for its activation and finds its earlier marks. */
export interface DryRunAsk { query: string; query_id?: Id; source: DrySource }
export interface DryRunSummary { at: Instant; source: 'stored' | 'ring' | 'archive'; posts: number; found: number }
export interface DryRun {
    id: Id;                          // marks are given to it; kept for an hour
    summary: DryRunSummary;
    span: { from: Instant; to: Instant } | null;     // of the posts looked at
    complete: boolean;               // false: the source holds more than was looked at (the newest were)
    hit_rate: number;                // found / posts, 0..1
    per_day: number | null;          // found a day, when the span is an hour or longer
    sample: DryHit[];                // at most 50, spread evenly over what was found, newest first
    judged: Judged | null;
    cost: DryCost[];                 // one for each network of the brand's accounts
    coverage: DryCoverage[];
    overlap: { query: { id: Id; name: string; colour: ListeningColour }; both: number; only_new: number; only_other: number }[];
    by_lang: { lang: string; found: number }[];
    suggestions: DrySuggestion[];
    took_ms: number;
}
export interface DryHit {
    key: string;                     // of this post within the run
    network: string; author: string; followers: number | null; lang: string;
    text: string;                    // at most 2,000 bytes around the first place
    highlights: [number, number][];  // in `text`
    posted_at: Instant | null; url: string;
    conversation_id: Id | null;      // when it is in the store
    verdict: 'ours' | 'noise' | null;
}
/** precision = ours / (ours + noise) with its 95 % Wilson interval. */
export interface Judged { ours: number; noise: number; precision: number | null; low: number | null; high: number | null }
/** POST /listening/dry-runs/{id}/marks → Judged. null takes a mark back. */
export interface DryMark { key: string; verdict: 'ours' | 'noise' | null }
/** On networks that charge for reading. price: what 1,000 posts cost in US dollars; null: reading costs nothing there. */
export interface DryCost { network: string; label: string; price_per_1000: number | null; month_usd: number | null }
/** What the network gives us at all, so that nobody believes a query sees everything. */
export interface DryCoverage {
    network: string; label: string; accounts: number;
    sees: string;                    // a sentence in the caller's language
    poll_seconds: number | null;     // null: not polled
    searched: string[];              // terms that the account asks the network's search for
    not_searched: string[];          // words of this query that it does not ask for: found only in what comes anyway
}
export interface DrySuggestion {
    kind: 'misspelling' | 'near_word' | 'noise_word';   // noise_word: stands in posts marked as noise, never in ours
    word: string; seen: number; of: string | null;      // `of`: the query's word that it resembles
    query: string;                   // the query with the suggestion taken
}
/** GET /listening/ring: how much of the raw stream is kept. */
export interface RingInfo { posts: number; bytes: number; limit_bytes: number; from: Instant | null; to: Instant | null }
/** POST /listening/archives?name=FILE, the file as the body (NDJSON, CSV, TSV; .xz too; at most 20 MB): kept in memory for an hour,
 *  the newest of each person only. */
export interface ListeningArchive { id: Id; name: string; posts: number; skipped: number; problems: { line: number; problem: string }[]; from: Instant | null; to: Instant | null; expires_at: Instant }

/** In ConversationDetail, each post: which queries found it and where; absent or [] for none. */
export interface FoundBy { query: { id: Id; name: string; colour: ListeningColour }; ranges: [number, number][] }
