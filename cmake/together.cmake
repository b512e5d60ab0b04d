# Files that the sanitized build gives to the compiler in one go (headers.cmake says why). A file that is not listed is
# compiled alone; one whose small names come to clash with its neighbours' is taken out of its line.
mh_together(base text/fold text/josa text/legacy text/unicode text/utf8 time waker)
mh_together(base acting catalogue clock encoding id log random result)
mh_together(base text/josa_test text/unicode_test text/utf8_test time_test waker_test)
mh_together(base asset_test catalogue_test encoding_test failpoint_test id_test log_test random_test
            text/fold_test)
mh_together(model text_rule text_rule_links text_rule_tables)
mh_together(model query/evaluate query/folded query/index query/lexer query/parser query/values settings
            signature)
mh_together(model holidays note people phrase policy post query/ast)
mh_together(model answer answered apply audit business_hours business_time event)
mh_together(model post_test query/evaluate_test query/folded_test query/index_test query/parser_test
            signature_test text_rule_test)
mh_together(model answered_test apply_test audit_test business_time_test holidays_test names_test phrase_test
            policy_test)
mh_together(route claim due join queue receive service)
mh_together(route claim_test desk_work_test receive_test service_test simulation_test)
mh_together(desk desk filter jobs notes quick undo views)
mh_together(desk filter_test notes_test presence_test)
mh_together(answer image media phrases service)
mh_together(answer image_test phrases_test service_test submit_test)
mh_together(outbox decide sender)
mh_together(storage sqlite/writer store together_store view_store)
mh_together(storage settings_store shelf sql_text sqlite/checkpointer sqlite/connection sqlite/lock_file
            sqlite/readers)
mh_together(storage outbox_store people_store phrase_store quick_store reports_store route_store rows
            search_index)
mh_together(storage identity_access_store jobs_store journal journal_desk media_store migrate notes_store)
mh_together(storage answer_store audit_store backup/archive backup/backup desk_store engine event_codec)
mh_together(identity csv identity import passphrase_box people person secret_box settings)
mh_together(listen judge letters live_set matcher)
mh_together(reports first_answer hours measure names sheet xlsx)
mh_together(channels bluesky/xrpc channel simulated/answer_signals simulated/crowd simulated/front
            simulated/network simulated/reactions)
mh_together(channels bluesky/json bluesky/listener bluesky/post_view bluesky/sender bluesky/session
            bluesky/thread bluesky/write_budget)
mh_together(channels archive/archive archive/channel archive/exports archive/table bluesky/at_uri
            bluesky/bluesky bluesky/cursor)
mh_together(net address_guard backoff curl_client http_client rate_headers)
mh_together(identity identity_test import_test passphrase_box_test secret_box_test)
mh_together(listen listen_test matcher_test)
mh_together(reports first_answer_test sheet_test)
mh_together(net address_guard_test backoff_test curl_client_test)
mh_together(channels bluesky/write_budget_test channel_test simulated/answer_signals_test simulated/crowd_test
            simulated/front_test simulated/reactions_test simulated/simulated_test)
mh_together(channels archive/archive_test archive/exports_test bluesky/at_uri_test bluesky/facets_test
            bluesky/listener_test bluesky/sign_in_test)
mh_together(storage search_store_test shelf_test sql_text_test sqlite/checkpointer_test sqlite/writer_test
            store_test transact_test view_store_test)
mh_together(storage identity_store_test ingest_test media_store_test people_store_test phrase_store_test
            postgres_test quick_store_test reports_store_test)
mh_together(storage answer_store_test audit_store_test backup/backup_test counters_test desk_actions_test
            desk_store_test event_codec_test fixture_test)
mh_together(http shapes_staff site staff_api stream view_api web_files)
mh_together(http schema security session_api settings_api shapes)
mh_together(http openapi people_api phrase_api problem quick_api report_api request router)
mh_together(http hours_api json_desk json_writer limits live live_api media_api metrics)
mh_together(http account_api answer_api api audit_api bulk_api health_api)
mh_together(http schema_test server_test site_test staff_api_test view_api_test world_test)
mh_together(http live_test media_api_test openapi_test parts_test phrase_api_test quick_api_test
            remembered_test report_api_test)
mh_together(http answer_api_test api_test audit_api_test brands_test contract_test desk_api_test fresh_test
            json_desk_test)
mh_together(cli config_file parse)
mh_together(cli archive_verbs_test config_file_test)
mh_together(app report_command scheduler serve service_notify signals)
mh_together(app housekeeping keeper line_socket metrics_listener operations practice practice_data replay)
mh_together(app account_worker accounts admin_socket bulk_worker carrier channels commands company)
mh_together(app keeper_test operations_test practice_test scheduler_test)
mh_together(app account_trouble_test account_worker_test accounts_test admin_socket_test bulk_worker_test
            commands_test company_test)
mh_together(model approval conversation derived owed private_form promised_action)
mh_together(model owed_test promised_action_test query/vectors_test settings_test)
mh_together(route owed_test programme_test unmerge_test)
mh_together(desk erasure private_forms promised_actions)
mh_together(desk private_forms_test quick_test)
mh_together(answer approvals approve lanes risk submit)
mh_together(answer guide guideline guideline_check korean terms word_list)
mh_together(answer lint phrasing reading)
mh_together(answer approve_test guideline_test lint_measure_test lint_test risk_test)
mh_together(storage action_store approval_store audit_people erasure_store export_store forms_store guideline_store)
mh_together(storage hooks_store identity_store joining_store left_out_store listening_store log_store programme_store)
mh_together(storage backup/restore sqlite/snapshot)
mh_together(storage episode_days journal_owed quality_store second_factor_store view_scan view_text)
mh_together(hooks deliver message service)
mh_together(identity joining password second_factor totp)
mh_together(listen dry_run found_count heard live)
mh_together(listen precision queries ring stream vocabulary)
mh_together(quality audit card sample service statistics)
mh_together(channels bluesky/facets bluesky/profiles)
mh_together(quality audit_test figures_test statistics_test)
mh_together(identity joining_test totp_test)
mh_together(listen dry_run_test queries_test stream_test)
mh_together(net rate_headers_test target_test)
mh_together(channels bluesky/post_view_test bluesky/sender_test simulated/network_test)
mh_together(storage approval_store_test clocks_test cost_test erasure_store_test guideline_store_test
            hooks_store_test)
mh_together(storage joining_store_test listening_store_test log_store_test programme_store_test quality_store_test
            second_factor_store_test)
mh_together(http action_api approval_api conversation_api dry_run_api erasure_api)
mh_together(http form_api form_page guideline_api joining_api listening_api)
mh_together(http quality_api scim_api second_factor_api webhook_api)
mh_together(http shapes_approvals shapes_desk shapes_programme)
mh_together(http action_api_test approval_api_test erasure_api_test form_api_test gate_paths_test guideline_api_test
            joining_api_test)
mh_together(http listening_api_test policy_page_test programme_api_test quality_api_test scim_api_test
            second_factor_api_test webhook_api_test)
mh_together(app deps eraser export_command hook_worker listening_ports practice_folder)
mh_together(app listen_command listen_pipe)
mh_together(app answer_settings_test customer_erase_test export_command_test hook_worker_test)
mh_together(app housekeeping_test lag_meter_test listen_pipe_test listening_test)
mh_together(app simulate/crowd simulate/mistake simulate/network)
mh_together(app simulate/oracle simulate/staff simulate/verb simulate/world)
