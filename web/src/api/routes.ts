// Every route and every event of the server, in one place: mh_test_http holds this list to the route table.
// The shapes are in types.ts and its neighbours.

/* Routes (all under /api/v1; everything but GET needs X-CSRF-Token or a Bearer token):
 *  POST   /session/link {token}                       -> Me         one-time link, 15 minutes, once
 *  POST   /session {email, password, code?}           -> Me         403 identity.second.needed: the password is right, a code is missing
 *  DELETE /session                                    -> 204
 *  GET    /me                                         -> Me
 *  PATCH  /me {settings fields}                       -> Me
 *  GET    /me/second-factor                           -> {on: boolean; recovery_left: number}
 *  POST   /me/second-factor                           -> 201 {secret, uri}   nothing is asked for until it is confirmed
 *  POST   /me/second-factor/confirm {code}            -> {codes: string[]}   ten recovery codes, shown this once
 *  POST   /me/second-factor/end {code}                -> 204        a code of the app, or a recovery code
 *  DELETE /employees/{id}/second-factor               -> 204        of who lost phone and codes
 *  GET    /me/bindings                                -> MyBindings      (own.ts)
 *  POST   /me/bindings {network, handle}              -> 201 BindingWish   a code to be posted there within 15 minutes; 429 after five an hour
 *  DELETE /me/binding-wishes/{id}                     -> 204
 *  GET    /bindings                                   -> {items: BindingOf[]; strangers: number}   leads and admins
 *  PATCH  /bindings/{id} {kind}                       -> 204        work: its own reply to a customer counts as the answer
 *  DELETE /bindings/{id}                              -> 204        one's own; anybody's for leads and admins
 *  POST   /conversations/{id}/code                    -> ConversationCode  409: switched off, or nothing is open
 *  GET    /me/card                                    -> MyCard          (thanks.ts)
 *  PUT    /me/card {shown, name, about, languages, photo} -> MyCard      not shown: name, photo and the rest are forgotten
 *  POST   /conversations/{id}/thanks-link {}          -> 201 {url}       409: switched off
 *  GET    /conversations/{id}/satisfaction            -> ConversationSatisfaction
 *  GET    /reports/satisfaction?from=&to=             -> SatisfactionReport
 *  GET    /reports/satisfaction.csv?from=&to=&lang=   -> the same figures as text/csv
 *  GET    /reports/satisfaction/conversations?from=&to=&source=&said= -> SatisfactionBehind   said: good, not_good, not_counted, recovered
 *  GET    /me/reach                                      -> Reach           (nudges.ts) how I am told what waits
 *  PATCH  /me/reach {ReachChange}                        -> Reach
 *  POST   /me/devices {DeviceToAdd}                      -> 201 Reach       this browser takes pushes
 *  DELETE /me/devices/{id}                               -> 204
 *  PUT    /me/password {password}                     -> 204        8 to 256 characters
 *  GET    /conversations?view=&account=&department=&cursor=&limit=&q=  -> Page<ConversationRow> & {seq: number; looked?: Looked}
 *         queue: waiting, most urgent first; others newest first. seq: where the live stream goes on.
 *         q=: a query in the query language narrows any view (without view: all). Pages may then be short or empty
 *         and still have a next: what was looked at is told as looked ("searched back to 3 May, go on").
 *  GET    /views                                      -> {items: SavedView[]}     mine, my department's, the brand's
 *  POST   /views {name, query, shared}                -> 201 SavedView
 *  PATCH  /views/{id} {name?, query?, shared?, position?}          -> SavedView
 *  DELETE /views/{id}                                 -> 204
 *  GET    /search?q=&cursor=&limit=                   -> Page<SearchHit> & {looked: {posts: number; to: Instant | null}}
 *         posts, newest first; all that is asked of a text must stand in one post
 *  POST   /queries/check {query, for: 'view'|'listening'}          -> QueryCheck
 *  GET    /conversations/counts                       -> Counts
 *  GET    /conversations/{id}                         -> ConversationDetail   ETag: "<public_version>"
 *  POST   /conversations/{id}/claim                   -> ConversationDetail   409 with current when held
 *  DELETE /conversations/{id}/claim                   -> ConversationDetail
 *  POST   /conversations/{id}/claim/renew             -> 204        while typing, at most once a minute
 *  POST   /conversations/{id}/take-over {reason}      -> ConversationDetail
 *  POST   /conversations/{id}/close                   -> ConversationDetail   needs no answer
 *  POST   /conversations/{id}/reopen                  -> ConversationDetail
 *  POST   /conversations/{id}/snooze {until: Instant | null}       -> ConversationDetail
 *  DELETE /conversations/{id}/snooze                               -> ConversationDetail
 *  PATCH  /conversations/{id}/tags {add: Id[], remove: Id[]}       -> ConversationDetail
 *  POST   /conversations/{id}/notes {text, mentions: Id[]}         -> 201 ConversationDetail
 *  PATCH  /notes/{id} {text}                                       -> ConversationDetail
 *  DELETE /notes/{id}                                 -> ConversationDetail   the author within 15 minutes, a lead any time
 *  POST   /conversations/{id}/second-opinion {employee_id, question}   -> 201 ConversationDetail
 *  POST   /conversations/{id}/hints {text}                         -> 201 ConversationDetail   to whoever else holds it, at most 1,000 characters; 409 when nobody does
 *  GET    /conversations/{id}/hints                                -> {items: HintMark[]}      those of which something came
 *  POST   /notes/{id}/thanks                                       -> ConversationDetail   of a hint, by whom it was for
 *  POST   /notes/{id}/opinion {text}                               -> 201 ConversationDetail   by who was asked
 *  POST   /conversations/{id}/hand-off {department_id?, employee_id?, reason, rule_id?}   -> ConversationDetail   one of the two;
 *         a person is asked first, for 15 minutes (offered_to), then their department
 *  POST   /conversations/{id}/merge {into: Id}        -> ConversationDetail of the other one
 *  POST   /conversations/{id}/unmerge                 -> ConversationDetail of {id}   409 once something new happened in the other one
 *  POST   /conversations/{id}/split {post_ids: Id[]}  -> 201 ConversationDetail of the new one
 *  GET    /conversations/{id}/customer                -> CustomerConversations   newest 20, without this one
 *  GET    /notices                                    -> Notices
 *  POST   /notices/read {up_to: Id}                   -> Notices
 *  GET    /tags                                       -> {items: Tag[]}
 *  POST   /tags {name, colour}                        -> 201 Tag
 *  PATCH  /tags/{id} {name?, colour?}                 -> Tag
 *  DELETE /tags/{id}                                  -> 204   taken off everywhere
 *  POST   /bulk {ids: Id[] (1 to 500), action: BulkAction}         -> 202 Job
 *  GET    /jobs/{id}                                  -> Job     its owner's
 *  POST   /jobs/{id}/undo                             -> 202 Job   within 10 minutes of its end
 *  PUT    /conversations/{id}/draft {text, media?: {id, alt}[]}            -> {saved_at}   without media: the pictures stay; nothing at all: it goes
 *  POST   /conversations/{id}/answers SubmitAnswer    -> 202 ConversationDetail   If-Match: "<public_version>", Idempotency-Key
 *         412 with current when a public post came since; 409 when somebody else's answer is first
 *  POST   /answers/{id}/cancel                        -> ConversationDetail   undo; 409 when it already left; the text is a draft again
 *  POST   /answers/{id}/send-now                      -> ConversationDetail   also: send although a new post paused it
 *  POST   /answers/{id}/resolve ResolveHeld           -> ConversationDetail   held: "it was posted" or "send again"
 *  GET    /phrases                                    -> {items: Phrase[]}    mine, my department's, the brand's; most used first
 *  POST   /phrases {shortcut, title, texts, shared}   -> 201 Phrase
 *  PATCH  /phrases/{id} PhraseChange                  -> Phrase               an empty text removes that language
 *  DELETE /phrases/{id}                               -> 204
 *  GET    /tips?state=proposed|published|retired&q=   -> {items: Tip[]}       published ones, mine; all for who publishes; q: the best first; at most 100
 *  POST   /tips TipToPropose                          -> 201 Tip              state 'published' only for who publishes
 *  PATCH  /tips/{id} TipChange                        -> Tip                  412: somebody changed it meanwhile
 *  GET    /conversations/{id}/tips                    -> {items: Tip[]}       published ones that fit what the customer asked, at most 5
   GET    /me/shift, GET /me/shifts?from=&until=, GET /me/time-log?from=&until=   one's own shifts and time
   GET    /shifts?from=&until=&employee=      POST /shifts      DELETE /shifts/{id}      POST /shifts/import?dry_run=&replace=
   PUT    /employees/{id}/hourly   GET /reports/time-log?from=&until=&employee=   GET /reports/time-log.csv?kind=&lang=
 *  GET    /who-knows?conversation=|q=                 -> Knowers              why each of them; q: words in the names of tags and listening queries
 *  GET    /honour/board?board=crowd|desk&season=      -> HonourBoard          without a season: the one that runs
 *  GET    /honour/thanks                              -> {items: HonourThank[]}  at most 30, the newest first
 *  GET    /honour/duty                                -> OnDuty               who answered within the hour or is here
 *  PATCH  /me/honour {on_board?, name_on_card?}       -> HonourChoice         own choice
 *  GET    /reports/participation                      -> Participation
 *  GET    /reports/participation.csv?lang=             text/csv, the same
 *  POST   /media image bytes                          -> 201 Media           JPEG, PNG or WebP by its bytes; at most 8 MiB
 *  GET    /media/{id}                                 -> the picture
 *  POST   /presence {conversation_id: Id | null, typing: boolean}  -> 204     heartbeat 10 s, gone after 25 s
 *  GET    /events?after=<seq>                         SSE, Last-Event-ID; see live.ts
 *  GET    /networks                                   -> {items: Network[]}
 *  GET    /accounts                                   -> {items: Account[]}
 *  POST   /accounts/test {network, settings}          -> AccountTest    posts nothing
 *  POST   /accounts {network, settings}               -> Account
 *  PATCH  /accounts/{id} {status: 'listening'|'paused'}            -> Account
 *  GET    /left-out                                    -> {items: LeftOut[]}
 *  DELETE /left-out/{id}                               -> LeftOut        a person has looked
 *  DELETE /accounts/{id}/gap                           -> Account        a person has looked for what is missing
 *  GET    /departments                                -> {items: Department[]}
 *  POST   /departments {name_ko, name_en}             -> 201 Department
 *  PATCH  /departments/{id} {name_ko?, name_en?}      -> Department
 *  DELETE /departments/{id}?successor=                -> 204        409 when it is used and nobody takes over
 *  GET    /employees?q=&role=&department=&active=&cursor=&limit=     -> Page<Employee> & {total: number}   no limit: everybody
 *  PATCH  /employees/{id} EmployeeChange              -> Employee   409: initials taken, last admin
 *  POST   /employees/{id}/link                        -> 201 {link}       one-time, 7 days
 *  DELETE /employees/{id}/link                        -> 204        ends their unused links
 *  GET    /invitations                                -> {items: Invitation[]; more: boolean}   never came in (joining.ts has the types)
 *  GET    /join-links                                 -> {items: JoinLink[]}   of the brand, or of a lead's own department
 *  POST   /join-links JoinLinkToMake                  -> 201 {link: JoinLink; url}   the address is shown this once
 *  DELETE /join-links/{id}                            -> 204        nobody joins by it any more
 *  GET    /joins                                      -> {items: JoinRequest[]}   who waits to be let in
 *  POST   /joins/{id}/confirm {initials?, department_id?}          -> Employee   409: initials or e-mail taken
 *  DELETE /joins/{id}                                 -> 204        refused, and forgotten
 *  POST   /join/look {token}                          -> JoinPage   these four need no session; 401: over or unknown
 *  POST   /join/initials {token, name, initials?}     -> {initials, free}
 *  POST   /join {token, name, email, password, initials?}          -> 201 {receipt}
 *  POST   /join/enter {receipt}                       -> {state: 'waiting'|'refused'|'in', me: Me | null}
 *  GET    /sso                                        -> {items: SsoBrand[]}   needs no session; the browser goes to its address
 *  GET    /sso/settings                               -> SsoSettings      (sso.ts has the types)
 *  PUT    /sso/settings SsoWrite                      -> SsoSettings      the provider is read first; 400: what does not fit
 *  DELETE /sso/settings                               -> 204
 *  POST   /employees/import?dry_run=  text/csv        -> ImportReport     1 MiB, 20,000 rows
 *  GET    /settings                                   -> {items: SettingItem[]}  of the machine: only for admins of the first brand
 *  PATCH  /settings {key: value, ...}                 -> {items: SettingItem[]}  all or nothing; '' is back to the default
 *  GET    /checklist                                  -> {items: ChecklistItem[]}   what an empty company lacks, each looked up
 *  GET    /brands                                     -> BrandList
 *  POST   /brands {name, department_ko, department_en}         -> 201 BrandName   admins of the first brand; they are its first admin
 *  POST   /session/brand {brand_id}                   -> Me         another brand of the same person: a new session, the old one ends
 *  DELETE /tokens/{id}                                -> 204
 *  GET    /roles                                      -> {items: RoleAction[]}   what each role may do, from the policy itself
 *  POST   /employees {name, email, role, department_id, initials?} -> {employee: Employee, link: string}   one-time link to give
 *  GET    /tokens, POST /tokens {name, scopes}        -> {id, token (once), ...}
 *  GET    /retention?days=                            -> Retention        a dry run for that many days
 *  POST   /conversations/{id}/erase-customer          -> 202 Erasure      lead, admin; 409 while a conversation of theirs is not ended
 *  GET    /conversations/{id}/erase-customer          -> CustomerTexts    what would go
 *  POST   /conversations/{id}/forms    { fields: FormField[]; hours: number }   -> 201 PrivateFormLink   who holds it, the desk; hours 1 to 336
 *  GET    /actions?which=open|overdue|ended&mine=true&department= -> { items: PromisedAction[] }   by due time, ended ones newest first; at most 200
 *  POST   /conversations/{id}/actions PromiseAction -> 201 PromisedAction   who holds it, the desk; 400 when due_at has passed
 *  PATCH  /actions/{id} ChangeAction                -> PromisedAction       owner, who promised it, the desk; 409: it is over
 *  POST   /actions/{id}/done            {}          -> PromisedAction       drafts one follow-up for who promised it; again: nothing more
 *  POST   /actions/{id}/cancel          {}          -> PromisedAction
 *  POST   /forms/{id}/read              {}                      -> PrivateDetails      recorded; 409 when nothing came or it is erased
 *  DELETE /forms/{id}?seen=open|given                           -> 204                 ends the link, erases what came; 409 when it came after one looked
 *  GET    /erasures/{id}                              -> Erasure
 *  GET    /webhooks                                   -> {items: Webhook[], events: WebhookEvent[]}
 *  POST   /webhooks {url, events}                     -> 201 {webhook, secret}   the secret is shown this once
 *  PATCH  /webhooks/{id} {url?, events?, enabled?}    -> Webhook
 *  DELETE /webhooks/{id}                              -> 204
 *  POST   /webhooks/{id}/secret                       -> 201 {webhook, secret}   the former one signs for a day, too
 *  POST   /webhooks/{id}/test                         -> 202 WebhookDelivery     a ping, tried once
 *  GET    /webhooks/{id}/deliveries?state=&cursor=    -> {items: WebhookDelivery[], next: string | null}   newest first
 *  POST   /webhooks/{id}/deliveries/{delivery}/resend -> WebhookDelivery         under the same id
 *  POST   /webhooks/{id}/resend                       -> {count: number}         all dead ones
 *  GET    /guidelines                                 -> Guidelines       (guidelines.ts has the types)
 *  PUT    /guidelines {version, note?, rules}         -> Guidelines   by who may change settings; 412: somebody saved meanwhile
 *  POST   /guidelines/dry-run {rules}                 -> GuidelineDryRun   over the last 300 answers; changes nothing
 *  GET    /guidelines/versions                        -> GuidelineVersions
 *  GET    /guidelines/versions/{version}              -> Guidelines   0: what ships
 *  GET    /guidelines/exceptions                      -> GuidelineExceptions
 *  POST   /conversations/{id}/answers/check CheckAnswer -> Findings
 *  GET    /approvals?cursor=&limit=                   -> Approvals    what waits for the caller (approvals.ts has the types)
 *  POST   /answers/{id}/approve ApproveAnswer         -> ConversationDetail   If-Match; 412: the customer wrote; persons only
 *  POST   /answers/{id}/return {reason}               -> ConversationDetail   its author's draft again
 *  GET    /approvals/lanes                            -> Lanes
 *  GET    /programme                                  -> Programme        (programme.ts has the types)
 *  PUT    /programme SaveProgramme                    -> Programme    412: somebody saved meanwhile
 *  GET    /conversations/{id}/hand-off                -> HandOffProposals   where the rules would hand it off to
 *  PUT    /approvals/lanes SaveLanes                  -> Lanes        412: somebody saved meanwhile; 409: nearly every answer would wait, and no dry run was seen
 *  POST   /approvals/lanes/dry-run {document}         -> LaneDryRun   over the last 300 answers; changes nothing
 *  GET    /approvals/lanes/versions                   -> LaneVersions
 *  GET    /approvals/lanes/versions/{version}         -> Lanes        0: what ships
 *  GET    /listening/queries                          -> ListeningQueryList       (listening.ts has the types)
 *  POST   /listening/queries ListeningQueryWrite      -> 201 ListeningQuery   422: what is wrong in the query, and where
 *  GET    /listening/queries/{id}                     -> ListeningQuery
 *  PATCH  /listening/queries/{id} ListeningQueryWrite -> ListeningQuery       409: another version; on, and its new text was not tried
 *  DELETE /listening/queries/{id}                     -> 204
 *  POST   /listening/queries/{id}/state ListeningStateWrite    -> ListeningQuery   409: on, and its text was not tried
 *  POST   /listening/dry-runs DryRunAsk                -> DryRun        422 as above; 429: two are running already
 *  POST   /listening/dry-runs/{id}/marks DryMark       -> Judged
 *  POST   /listening/archives?name=  application/octet-stream   -> 201 ListeningArchive   at most 20 MiB
 *  GET    /listening/ring                             -> RingInfo
 *
 *  GET    /quality/cards                              -> AuditCards               (quality.ts has the types)
 *  POST   /quality/cards AuditCardWrite               -> 201 AuditCard     409: another version meanwhile
 *  GET    /quality/rounds                             -> AuditRounds
 *  POST   /quality/rounds AuditRoundWish              -> 201 AuditRound    409: nothing was published in the period
 *  POST   /quality/preview AuditRoundWish             -> AuditPreview
 *  GET    /quality/rounds/{id}                        -> AuditRecord       marks of a closed round only
 *  POST   /quality/rounds/{id}/close                  -> AuditRound
 *  POST   /quality/rounds/{id}/next                   -> AuditNext         blind; item: null when nothing is left for this auditor
 *  POST   /quality/rounds/{id}/answers/{answer}/marks AuditMarkWrite   -> 204   409: marked already, round closed
 *  POST   /quality/rounds/{id}/answers/{answer}/pass AuditReason       -> 204
 *  POST   /quality/rounds/{id}/answers/{answer}/appeal AuditReason     -> 204   the author's, of a closed round, within the days of quality.appeal_days
 *  POST   /quality/rounds/{id}/answers/{answer}/decision AuditDecision -> 204   neither by the author nor by who marked
 *  GET    /quality/appeals                            -> AuditShownList
 *  GET    /quality/mine                               -> AuditShownList
 *  GET    /quality/results?from=&to=&by=person|department|network      -> AuditResults
 *  GET    /audit?cursor=&limit=&action=&employee=&from=&to=  -> {items: AuditEntry[], next: string | null}   newest first; action: begins with
 *  GET    /reports/first-answer?from=&to=&zone=&clock=&by=&account=&department=&employee=&compare=before  -> FirstAnswerReport
 *  GET    /reports/first-answer.csv?(the same)&lang=   text/csv, equal to the chart
 *  GET    /reports/first-answer.xlsx?(the same)&lang=  the same cells, no formula
 *  GET    /reports/first-answer/conversations?(the same)&group=&fate=&band=&answer=first|real&cursor=&limit=  -> Page<ReportConversation>   behind any figure
 *  GET    /business-hours                             -> HoursList
 *  PUT    /business-hours {department_id?, hours: BusinessHours | null}  -> HoursList   null: as the brand
 *  POST   /business-hours/preview BusinessHours       -> HoursNow       changes nothing
 *
 *  GET    /first-minutes                              -> FirstMinutes         (first.ts has the types)
 *  POST   /first-minutes/cards/{id}                   -> FirstMinutes
 *  POST   /first-minutes/questions/{id} FirstQuestionAnswer -> FirstQuestionResult
 *  POST   /first-minutes/practice FirstPracticeAnswer -> FirstPracticeResult  nothing leaves
 *  PUT    /first-minutes/topics FirstTopics           -> FirstMinutes
 *  GET    /training                                   -> Training
 *  PUT    /training SaveTraining                      -> Training             412: another version meanwhile
 *  GET    /training/people?cursor=                    -> Trainees
 *  POST   /employees/{id}/certification Certify       -> 204                  level null takes it away
 *  GET    /quick/next?since=                           -> QuickCard            since: when my day began (48 hours at most)
 *  POST   /quick/pass {conversation_id}               -> 204                  durable, for the question that is open now
 *
 * SSE events (id = sequence number of the brand's event log unless said):
 *   event: conversation   data: ConversationRow          after every change; upsert by id
 *   event: counts         data: Counts
 *   event: presence       data: {conversation_id, present: [...]}     no id, never replayed
 *   event: account        data: Account
 *   event: job            data: Job                    only to its person; no id, at most four a second
 *   event: notice         data: Notice                 only to its person; no id, upsert by its own
 *   event: server         data: {read_only}              no id; when it changes: a full disk takes no changes, reads go on
 *   event: reset          data: {seq}                    too far behind: fetch lists again
 *   event: signed_out     data: {}                       the session was ended
 *   a comment line ": beat" every 15 s
 */
export {};
