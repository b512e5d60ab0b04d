// The shapes of /api/v1, as the server's OpenAPI document describes them (served at /api/openapi.json; a test
// holds the two against each other). Instants are RFC 3339 in UTC, ids are ULIDs, lengths of text are UTF-8 bytes.
import type { PromisedAction } from './actions';
import type { AnswerApproval } from './approvals';
import type { FoundBy } from './listening';

export type Id = string;
export type Instant = string;
export type Lang = 'ko' | 'en';
export type Role = 'employee' | 'desk' | 'lead' | 'auditor' | 'analyst' | 'admin';
export type ConversationState =
    | 'waiting' | 'claimed' | 'awaiting_approval' | 'going_out' | 'answered' | 'snoozed' | 'closed';
export type AnswerState =
    | 'awaiting_approval' | 'queued' | 'paused' | 'sending' | 'sent' | 'failed' | 'unknown' | 'held' | 'cancelled';

/** RFC 9457, application/problem+json. `type` never changes with the language; `title` and `detail` do. */
export interface Problem {
    type: string;        // "urn:manyhands:problem:<key>"
    title: string;
    status: number;
    detail?: string;
    args?: Record<string, string>;   // what the sentence says: ids and instants
    request_id: string;
    errors?: { pointer: string; detail: string; from?: number; to?: number; suggestion?: string }[];   // JSON pointers into the body; of a query: its bytes, and what could stand there
    current?: ConversationDetail;                      // with 412 and 409: what the conversation is now
}

export interface Me {
    employee: Employee;
    brand: { id: Id; name: string };
    brands: BrandName[];             // those that this session may switch to, with this one
    csrf_token: string;              // send as X-CSRF-Token with everything but GET
    must_set_password: boolean;
    practice: boolean;               // shows the permanent banner
    settings: MySettings;
    promise_minutes: number;         // 12
    bands_minutes: number[];         // [7, 12, 30, 60]
    sign_parts: boolean;             // initials on every post of a thread, not on the last one only
    word: { promise: InBoth; scope: InBoth; hold: InBoth };    // what the brand said when it was set up; '': nothing
    goals: { within_promise: number | null; real_answer_minutes: number | null };   // percent; null: no goal
    may: { claim: boolean; take_over: boolean; manage_accounts: boolean; manage_employees: boolean;
           read_reports: boolean; resolve_held: boolean;
           /* of the own conversations at least: */ hand_off: boolean; close: boolean; snooze: boolean; tag: boolean;
           ask_opinion: boolean;
           /* of all: */ write_notes: boolean; merge: boolean; bulk: boolean; manage_tags: boolean; export: boolean; see_audit: boolean; erase_customer: boolean; see_listening: boolean; see_quality: boolean; mark_answers: boolean; manage_quality: boolean; manage_joining: boolean; propose_tip: boolean; publish_tip: boolean;
           /* of one's own: */ ask_details: boolean };
    server_time: Instant;            // to correct a browser's wrong clock
}
export interface InBoth { ko: string; en: string }
export interface MySettings {
    lang: Lang | null;               // null: the browser's
    theme: 'system' | 'light' | 'dark';
    undo_seconds: 0 | 5 | 10 | 20;
    single_key_shortcuts: boolean;
    enter_sends: boolean;
    zone: string | null;             // IANA; null: the browser's
}

export interface Employee { id: Id; name: string; email: string; initials: string; role: Role;
    department_id: Id; active: boolean }
export interface Department { id: Id; name: string; name_ko: string; name_en: string; waiting: number }

export interface EmployeeChange { name?: string; role?: Role; department_id?: Id; initials?: string; active?: boolean }
export interface ImportReport {
    dry_run: boolean;
    encoding: 'utf-8' | 'cp949';
    total: number; created: number; updated: number; unchanged: number; failed: number;
    ignored: string[];               // columns that mean nothing to us
    rows: { row: number; line: number; ok: boolean; outcome: 'created' | 'updated' | 'unchanged' | 'failed'; name: string; email: string;
            initials: string; link: string | null; problem: string | null }[];   // link: once, for a new person
}
/** Every setting there is; the strongest source that says something wins: flag, environment, file, interface, default. */
export interface SettingItem {
    key: string; label: string; hint: string; section: string; section_label: string;
    kind: 'whole' | 'truth' | 'choice' | 'line' | 'whole_list'; choices: string[];
    value: string; standard: string;
    source: 'flag' | 'environment' | 'file' | 'interface' | 'default';
    environment: string; flag: string;   // where else it can be said
    restart_needed: boolean; changeable: boolean;
}
export interface ChecklistItem { key: string; done: boolean; count: number }
export interface BrandName { id: Id; name: string; current: boolean }
export interface BrandList { items: BrandName[]; may_add: boolean }
export interface Token { id: Id; name: string; scopes: string[]; created_at: Instant; revoked_at: Instant | null }
export type WebhookEvent = 'conversation.opened' | 'conversation.claimed' | 'conversation.handed_off' | 'conversation.waiting'
    | 'conversation.promise' | 'conversation.answered' | 'conversation.closed' | 'answer.published' | 'answer.held'
    | 'action.promised' | 'action.changed' | 'action.done' | 'action.overdue'
    | 'approval.asked' | 'approval.escalated' | 'approval.approved' | 'approval.returned' | 'listening.alert';
export interface Webhook {
    id: Id; url: string; events: WebhookEvent[];
    state: 'on' | 'off' | 'gone' | 'failing';   // gone: the target said 410; failing: nothing arrived for five days
    failures: number;                // in a row
    failing_since: Instant | null; next_try_at: Instant | null; last_ok_at: Instant | null;
    former_until: Instant | null;    // the former secret signs, too, until then
    waiting: number; dead: number; created_at: Instant;
}
export interface WebhookDelivery {
    id: Id;                          // the webhook-id header of every attempt
    event: WebhookEvent | 'ping'; conversation_id: Id | null;
    state: 'waiting' | 'delivered' | 'dead'; attempts: number;
    created_at: Instant; due_at: Instant | null; last_at: Instant | null;
    last_status: number | null; problem: string | null;
    body: string;                    // JSON, as it was signed
}
/** Erasing: texts and what is known of people go, ids and figures stay. */
export interface Erasure { id: Id; kind: 'retention' | 'customer'; days: number; total: number; done: number; created_at: Instant; finished_at: Instant | null }
/** What erasing a customer would take: their conversations with the brand on that network. open: not ended, so nothing is erased. */
export interface CustomerTexts { network: string; handle: string; conversations: number; open: number }
export interface Retention {
    days: number;                    // as set; 0: keep
    asked: number;                   // what the count is for
    conversations: number; oldest_at: Instant | null;   // would be erased now
    runs: Erasure[];                 // newest first
}
export type Reach = 'none' | 'own' | 'department' | 'brand';
export interface RoleAction { action: string; label: string; token_scope: string; reach: Record<Role, Reach> }

/** How a network counts; the same data feeds the C++ and the TypeScript counter (model-data/text-rules.json). */
export interface Network {
    id: string;                      // "simulated", ...
    label: string;
    text_rule: string;               // rule id
    settings_form: { name: string; label: string; kind: 'text' | 'secret' | 'url'; required: boolean;
                     hint: string; placeholder: string }[];
    /** Pictures that one post may carry there. max 0: none. Sizes in bytes and pixels (0: not said), alt in graphemes. */
    media: { max: number; max_bytes: number; max_side: number; types: string[]; max_alt: number; alt_required: boolean };
}
/** A picture put there for an answer, without its metadata; removed after two days when no answer carries it. */
export interface Media { id: Id; type: string; width: number; height: number; bytes: number }
export interface Account {
    id: Id; network: string; network_label: string; handle: string; display_name: string;
    status: 'listening' | 'paused' | 'failing' | 'signed_out';
    problem: string | null;          // in the person's language, says what to do
    text_rule: string;
    last_listened_at: Instant | null;
    budget: { remaining: number | null; resets_at: Instant | null };
    sight: { lag_ms: number | null; settle_ms: number };  // until an answer is seen there; null: not measured yet
    gap: { from: Instant; to: Instant } | null;           // mentions of that time may be missing
}
// A post that could not be taken in; cause null: it could not even be read.
export interface LeftOut { id: string; account_id: Id; remote_id: string | null; url: string | null; told: string; cause: string | null; at: Instant }
export interface AccountTest {
    ok: boolean;
    checks: { key: string; ok: boolean; label: string; detail: string }[];
    handle?: string; display_name?: string;
}

export interface Customer { handle: string; display_name: string; followers: number | null; url: string | null }
export interface Claim { holder: Employee; fence: number; until: Instant }
export interface TagMark { id: Id; name: string; colour: TagColour }
/** Names of the design's tokens, not colour values, so that light and dark both read well. */
export type TagColour = 'grey' | 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'pink';
export interface Tag extends TagMark { conversations: number }
/** Put away. The promise's clock runs on while a question is open (waiting_since stays set). A claim, an answer,
 *  a new post of the customer or the time itself brings it back. */
export interface Snooze {
    until: Instant | null;           // null: until the customer writes (with an open question a day at most)
    by: Employee;
}
// What a holding answer promised. since: of the first unanswered post; alarm_at: the first warning.
export interface Owed { since: Instant; promised_at: Instant; until: Instant; alarm_at: Instant; holding_answers: number; employee_id: Id }
export interface ConversationRow {
    id: Id;
    account_id: Id; network: string; account_handle: string;
    customer: Customer;
    lang: string;                    // BCP 47, "und" when not known
    state: ConversationState;
    department_id: Id;
    claim: Claim | null;
    last_answer: { initials: string; at: Instant } | null;
    excerpt: string;                 // plain text, one line, at most 280 bytes
    posts: number;
    found_late: boolean;
    waiting_since: Instant | null;   // the open episode's post time; null when no new question waits
    owed: Owed | null;               // after a holding answer: the real one is still to come
    answered_in_seconds: number | null;   // of the last closed episode
    offered_to: { employee_id: Id; initials: string; until: Instant } | null;   // follow-up rule
    going_out: { answer_id: Id; initials: string; goes_out_at: Instant; holding_until: Instant | null; state: AnswerState } | null;
    attention: 'held' | 'failed' | 'paused' | null;
    last_post_at: Instant;
    public_version: number;
    version: number;
    tags: TagMark[];
    snooze: Snooze | null;
    merged_into: Id | null;          // closed, its posts are in that conversation
    notes: number;                   // notes, questions and opinions that stand
}
export interface Post {
    id: Id; side: 'customer' | 'brand' | 'other';
    author: Customer;
    text: string; lang: string;
    created_at: Instant; seen_at: Instant;
    edited: boolean; deleted: boolean;
    found_late: boolean;
    url: string | null;
    answer_id: Id | null;            // when it is an answer of ours
    parent_post_id: Id | null;
    media: { url: string; alt: string }[];
    found_by?: FoundBy[];            // which listening queries found it, and where
}
export interface Answer {
    id: Id; state: AnswerState;
    author: { id: Id; initials: string; name: string };
    text: string;                    // without the signature
    published_text: string;          // as it goes out
    parent_post_id: Id;
    submitted_at: Instant; goes_out_at: Instant; sent_at: Instant | null;
    problem: string | null;          // why failed, held or paused, in the person's language
    attempts: number;
    url: string | null;
    part: number; parts: number;     // 1 of 1, or 2 of 3 of a thread: the parts go out one after the other
    rest: string[];                  // of the parts behind this one, as they will go out
    media: { id: Id; alt: string }[];
    approval: AnswerApproval | null; // why it waits for approval, or waited
    holding_until: Instant | null;   // a holding answer: promises the real one by then
    via: string | null;              // the handle, when it came from its author's own client
}
export interface TimelineEntry { seq: number; at: Instant; type: string; initials: string | null; args: Record<string, string> }
/** Seen by employees only, never published. question: a second opinion is asked of `asked`; opinion: what they said
 *  (`answers` is the question). An opinion claims nothing and publishes nothing. */
export interface Note {
    id: Id; kind: 'note' | 'question' | 'opinion';
    author: Named;
    text: string;                    // empty when deleted
    at: Instant; edited_at: Instant | null; deleted: boolean;
    mentions: Id[];                  // employees
    asked: Named | null;
    answers: Id | null;
}
export interface Named { id: Id; initials: string; name: string }
/** Something that somebody wants me to see. */
export interface Notice {
    id: Id; kind: 'mention' | 'question' | 'opinion' | 'hand_off' | 'webhook_failing' | 'webhook_ended' | 'listening' | 'details' | 'approval' | 'approved' | 'returned'
        | 'audit_closed' | 'audit_decided' | 'own_refused' | 'own_waits' | 'own_risky'                                                  // excerpt: the word of own.reason.*
        | 'hint' | 'hint_used' | 'hint_thanked' | 'promise' | 'action_given' | 'action_done' | 'action_overdue';                     // excerpt: the promised instant
    conversation_id: Id | null; by: Named | null; at: Instant;   // null: of a webhook, from the server itself; excerpt is its address. listening: an alert of a query, `by` its owner; excerpt says its name and how many it found. details: a private form was filled in, `by` who asked
    excerpt: string;                 // of the note or the reason; plain text, at most 280 bytes
    read: boolean;
}
export interface Notices { items: Notice[]; unread: number }      // newest 100; unread counts to 1,000
export interface CustomerConversations { customer: Customer; items: ConversationRow[]; total: number }
/** Many conversations in one go, by a job that survives a restart. */
export type BulkAction =
    | { kind: 'close' | 'reopen' | 'wake' | 'release' | 'claim' }
    | { kind: 'snooze'; until: Instant | null }
    | { kind: 'tag' | 'untag'; tags: Id[] }
    | { kind: 'hand_off'; department_id?: Id; employee_id?: Id; reason: string };      // exactly one of the two ids
export interface Job {
    id: Id; kind: BulkAction['kind'];
    state: 'running' | 'done' | 'undoing' | 'undone';
    total: number;
    done: number;                    // tried so far, well or not; while undoing: put back so far
    failed: number;                  // of these; after undoing: those that stay as they are
    results: { conversation_id: Id; ok: boolean; problem: string | null }[];   // [] in the live stream while it runs
    undo_until: Instant | null;      // null: not possible (any more, or not yet)
}
export interface ConversationDetail {
    conversation: ConversationRow;
    notes: Note[];                   // oldest first, newest 200
    posts: Post[];                   // oldest first, the whole thread around it
    answers: Answer[];               // those not yet published, or failed
    timeline: TimelineEntry[];       // newest 50
    draft: { text: string; saved_at: Instant; media?: { id: Id; alt: string }[] } | null;    // mine, with its pictures
    present: { employee_id: Id; initials: string; name: string; typing: boolean }[];
    text_rule: string;
    signature: string;               // " ^KG": what will be appended for me
    forms: PrivateForm[];            // what was asked in private; newest first, newest 20
    hand_back: { department_id: Id; at: Instant } | null;   // it goes back there, unless somebody takes it by then
    actions: PromisedAction[];       // what was promised; open ones first, at most 50
}
/** Details that a customer is asked for by a link, once, beside the thread. */
export const kFormFields = ['name', 'order_number', 'phone', 'email', 'address', 'message'] as const;
export type FormField = typeof kFormFields[number];
export interface PrivateForm {
    id: Id; asked_by: Named; fields: FormField[];
    state: 'open' | 'given' | 'expired' | 'withdrawn' | 'erased';
    asked_at: Instant; expires_at: Instant;
    given_at: Instant | null; erase_at: Instant | null;
    may_read: boolean;               // I, what was given; and end it
}
export interface PrivateFormLink { id: Id; url: string; expires_at: Instant }     // told once
export interface PrivateDetails { items: { field: FormField; text: string }[] }

/** The quick answer of the phone: the best question for me now, and why me; null when nothing waits for me. */
export interface QuickCard {
    conversation: ConversationDetail | null; first?: boolean;   // first: the first minutes wait
    why: ('held' | 'offered' | 'answered_before' | 'knows' | 'topic' | 'department' | 'language')[];   // strongest first; [] : simply the most urgent
    waiting: number;                 // in the whole queue
    today: { answered: number; within: number };      // mine, since `since`; within the promise
}

export interface Page<T> { items: T[]; next: string | null }      // opaque cursor
export type View = 'mine' | 'queue' | 'going_out' | 'attention' | 'answered' | 'snoozed' | 'all';
export type Counts = Record<View, number>;

/** A query in the query language (docs/listening.md) with a name. */
export interface SavedView {
    id: Id; name: string; query: string;
    shared: 'me' | 'department' | 'brand';
    owner: { id: Id; initials: string; name: string };
    position: number;
    count: number; count_is_floor: boolean;      // floor: "at least so many" (the count looks at a bounded number)
}
export interface QueryCheck {
    ok: boolean;
    problems: { from: number; to: number;        // UTF-8 bytes of the query, half-open
                message: string;                 // in the person's language
                suggestion: string | null }[];   // what to put in place of these bytes; "" takes them out
    canonical: string | null;                    // the same query in its one spelling, when ok
}
/** A post that a search found. Highlights: UTF-8 bytes of the excerpt, half-open. */
export interface SearchHit { conversation: ConversationRow; post_id: Id; posted_at: Instant; excerpt: string; highlights: [number, number][] }
/** With q= only: how many conversations were looked at, and how far back; to null: all that there is. */
export interface Looked { conversations: number; to: Instant | null }

// Requests
export interface SubmitAnswer { text: string; parent_post_id?: Id; undo_seconds?: 0 | 5 | 10 | 20;
    parts?: string[];                // instead of text: 2 to 10 posts that hang on each other; text may be empty then
    holding_until?: Instant | null;  // a holding answer: the real one comes by then, at most 7 days away; null: this is the real one; left out: read off the text
    number_parts?: boolean;          // "1/2" at the end of each
    media?: { id: Id; alt: string }[];   // pictures of the first post, as the network allows (Network.media)
    exception?: string;              // why it goes out although the guidelines refuse it (422 answer.submit.guidelines, errors[] say what); recorded
    withdraw?: Id;                   // instead of this answer that waits for approval (409 answer.submit.another_waits)
    phrases?: Id[];                  // those that went into it (at most 10): their use is counted
    tips?: Id[] }                    // the same of tips, and of hints (notes)
/** A text kept for using again. Variables ({{customer.name}}) are filled in by the web app; a text sent with one left is refused. */
export interface Phrase {
    id: Id; shortcut: string; title: string;
    texts: { ko?: string; en?: string };
    shared: 'me' | 'department' | 'brand';
    uses: number;
    owner: Id;
    may_edit: boolean;               // by me
}
export interface PhraseChange { shortcut?: string; title?: string; texts?: { ko?: string; en?: string }; shared?: Phrase['shared'] }
export interface ResolveHeld { was_posted: boolean; remote_id?: string }

/** Who did what, when and from where. Ids and figures only; `digest` is the chain's (manyhands audit verify). */
export interface AuditEntry {
    seq: number; at: Instant;
    by: { id: Id; initials: string; name: string } | null;   // null: nobody in person
    kind: 'person' | 'token' | 'console' | 'system';
    from: string | null;             // the caller's address
    action: string;                  // "answer.sent", "employee.changed", ...
    object_kind: string; object: string;
    detail: Record<string, string>;  // "role.from": "desk", "role.to": "lead"
    digest: string;
}

export type ReportBy = 'day' | 'account' | 'department' | 'employee' | 'hour' | 'day_kind';
export type DayKind = 'working' | 'weekend' | 'holiday';
// One of the clocks beside that of the first answer; by concern, which several questions may belong to.
export interface ClockFigures {
    counted: number;                 // answered + waiting + never + only_held
    answered: number; waiting: number; never: number;
    only_held: number;               // a holding answer, and in 7 days or until it was closed no other
    mean_seconds: number | null;
    p50_seconds: number | null; p90_seconds: number | null; p99_seconds: number | null;
}
export interface ReportFigures {
    episodes: number;                // all that opened in the period and need an answer
    answered: number;
    waiting: number;                 // not yet answered, younger than 7 days
    overdue: number;                 // of the waiting: longer than the promise by now
    never: number;                   // 7 days without an answer, by the wall clock
    no_answer_needed: number;        // counted apart
    found_late: number;              // of the episodes
    within_promise: number;          // of the answered
    outside_hours: number;           // of the answered, by the business clock: asked and answered while closed, counted as 0 s
    mean_seconds: number | null;
    p50_seconds: number | null; p90_seconds: number | null; p99_seconds: number | null;   // nearest rank
    bands: { up_to_minutes: number | null; answered: number }[];   // <=7, <=12, <=30, <=60, rest; adds up to answered
    real: ClockFigures;              // to the answer that is no holding one
    held: number;                    // of its concerns: a holding answer came first
    missed_promises: number;         // of the held: the real answer came later than promised, or has not come
    action: ClockFigures | null;     // to what was promised and done; null when there is none
}
export interface FirstAnswerReport extends ReportFigures {
    from: Instant; to: Instant; zone: string;
    clock: 'wall' | 'business';      // printed on chart and file
    by: ReportBy;
    promise_minutes: number;
    groups: (ReportFigures & { key: string; label: string })[];   // key: id ('' nobody of ours), day, '0'..'23', DayKind
    departments: { id: Id; label: string; concerns: number; seconds: number }[];   // what each took of the time to the real answers
    before: (ReportFigures & { from: Instant; to: Instant }) | null;
    by_day: { day: string; kind: DayKind; episodes: number; answered: number; within_promise: number;
              mean_seconds: number | null; p50_seconds: number | null; p90_seconds: number | null }[];
}
export interface ReportConversation {
    conversation: ConversationRow; episode: number;
    fate: 'answered' | 'waiting' | 'never' | 'no_answer_needed' | 'only_held';
    opened_at: Instant; answered_at: Instant | null; seconds: number | null;
    found_late: boolean; initials: string | null;
}

export interface OpenSpan { from: string; to: string }   // "09:00"; to not after from: the next day; "24:00"
export interface BusinessHours {
    zone: string;
    week: OpenSpan[][];              // seven, Monday first: what begins on that day
    calendars: string[];
    own_days: { date: string; name: string; spans: OpenSpan[] }[];   // no spans: closed
}
export interface HoursNow {
    open: boolean; changes_at: Instant | null;   // null: not within a year
    next_days: { date: string; name_ko: string; name_en: string; own: boolean; open: boolean }[];
}
export interface HoursList {
    items: { department_id: Id | null; hours: BusinessHours | null; now: HoursNow | null }[];   // first the brand; null hours: as the brand
    calendars: { id: string; label: string }[];
}
