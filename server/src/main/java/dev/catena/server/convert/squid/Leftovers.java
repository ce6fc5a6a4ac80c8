// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Note.Kind;
import java.util.HashMap;
import java.util.Map;

/** Directives without a place in the settings: why, and what to do instead. */
final class Leftovers {
    private record Why(Kind kind, String reason, String remedy) {}

    private static final Map<String, Why> KNOWN = known();
    private static final Why UNKNOWN = new Why(Kind.NOT_CARRIED, "this directive is not known here", "look it up in Squid's manual, and say it with the settings there are");

    private Leftovers() {}

    static void report(Directive line, Draft draft) {
        var why = KNOWN.getOrDefault(line.name(), UNKNOWN);
        draft.note(why.kind, line.place(), SquidReader.shown(line.name()), why.reason, why.remedy);
    }

    private static Map<String, Why> known() {
        var known = new HashMap<String, Why>();
        add(known, Kind.NOT_NEEDED, "memory and processes are managed without it", "", "memory_pools memory_pools_limit workers cpu_affinity_map"
            + " shared_memory_locking hopeless_kid_revival_delay max_filedescriptors client_db high_memory_warning high_page_fault_warning"
            + " high_response_time_warning sleep_after_fork accept_filter tcp_recv_bufsize read_ahead_gap fqdncache_size ipcache_low ipcache_high"
            + " store_avg_object_size store_objects_per_bucket memory_cache_shared memory_cache_mode memory_replacement_policy");
        add(known, Kind.NOT_NEEDED, "it belongs to Squid's process, and the service manager does this for Catena", "", "pid_filename coredump_dir cache_effective_user"
            + " cache_effective_group chroot umask cache_log debug_options logfile_rotate logfile_daemon buffered_logs mime_table icon_directory"
            + " unlinkd_program diskd_program pinger_enable pinger_program netdb_filename cache_swap_state cache_store_log stats_collection"
            + " announce_period announce_host announce_file announce_port error_log_languages global_internal_static short_icon_urls ftp_user"
            + " ftp_passive ftp_epsv ftp_epsv_all ftp_eprt ftp_sanitycheck ftp_telnet_protocol check_hostnames allow_underscore dns_defnames"
            + " dns_packet_max dns_retransmit_interval dns_multicast_local authenticate_cache_garbage_interval authenticate_ttl authenticate_ip_ttl"
            + " httpd_suppress_version_string windows_ipaddrchangemonitor hostname_aliases relaxed_header_parser");
        add(known, Kind.NOT_NEEDED, "RFC 9110 and RFC 9111 say how it is done, and Catena does it so", "", "client_persistent_connections server_persistent_connections"
            + " persistent_connection_after_error detect_broken_pconn vary_ignore_expire half_closed_clients request_entities"
            + " server_pconn_for_nonretriable http_upgrade_request_protocols collapsed_forwarding pipeline_prefetch host_verify_strict");
        add(known, Kind.NOT_NEEDED, "caches do not ask each other by ICP, HTCP or digests: in an array the owner of a URL is computed", "", "icp_port htcp_port icp_access"
            + " htcp_access htcp_clr_access log_icp_queries udp_incoming_address udp_outgoing_address icp_hit_stale minimum_direct_hops"
            + " minimum_direct_rtt netdb_low netdb_high netdb_ping_period query_icmp test_reachability icp_query_timeout maximum_icp_query_timeout"
            + " minimum_icp_query_timeout background_ping_rate mcast_groups digest_generation digest_bits_per_entry digest_rebuild_period"
            + " digest_rewrite_period digest_swapout_chunk_size digest_rebuild_chunk_percentage dead_peer_timeout neighbor_type_domain");
        add(known, Kind.NOT_NEEDED, "the console on its own address shows status and metrics", "", "cachemgr_passwd snmp_port snmp_access snmp_incoming_address snmp_outgoing_address");
        add(known, Kind.NOT_CARRIED, "lifetimes by expressions on URLs are not translated", "write those that matter as `cache.rules` with `do: ttl`; `cache.heuristic` has the share of the age", "refresh_pattern");
        add(known, Kind.BY_HAND, "the disk is laid out anew", "see `cache` in the settings chapter for what this version keeps on disk, and delete Squid's folder later",
            "cache_dir cache_swap_low cache_swap_high store_dir_select_algorithm max_open_disk_fds cache_replacement_policy minimum_object_size maximum_object_size");
        add(known, Kind.NOT_CARRIED, "the cache follows RFC 9111 without exceptions", "nothing, if the origins' Cache-Control is right", "max_stale quick_abort_min quick_abort_max"
            + " quick_abort_pct negative_ttl range_offset_limit minimum_expiry_time refresh_all_ims reload_into_ims offline_mode"
            + " store_id_program store_id_access store_id_children store_id_extras store_id_bypass send_hit store_miss cache_miss_revalidate");
        add(known, Kind.NOT_CARRIED, "TLS is not opened, and listeners here speak plain HTTP", "write TLS settings by hand where this version has them", "https_port ssl_bump sslcrtd_program sslcrtd_children"
            + " sslproxy_cert_error sslproxy_cert_sign sslproxy_cert_adapt sslproxy_session_ttl sslproxy_session_cache_size sslpassword_program"
            + " sslcrtvalidator_program sslcrtvalidator_children tls_outgoing_options ssl_unclean_shutdown ssl_engine on_unsupported_protocol");
        add(known, Kind.NOT_CARRIED, "fields of messages are not rewritten by rules", "do it at the origin, or in a filter beside the proxy", "request_header_access reply_header_access request_header_replace"
            + " reply_header_replace request_header_add reply_header_add note broken_posts reply_header_max_size reply_body_max_size uri_whitespace");
        add(known, Kind.NOT_CARRIED, "bandwidth and marks of packets are the system's", "use tc or nftables", "delay_pools delay_class delay_access delay_parameters"
            + " delay_initial_bucket_level client_delay_pools client_delay_parameters client_delay_access response_delay_pool tcp_outgoing_tos"
            + " tcp_outgoing_mark clientside_tos mark_client_packet mark_client_connection qos_flows client_netmask");
        add(known, Kind.NOT_CARRIED, "there is one address for all destinations", "set `source-address` of an upstream", "tcp_outgoing_address");
        add(known, Kind.NOT_CARRIED, "requests are not intercepted", "configure the clients, by WPAD or policy", "wccp_router wccp2_router wccp2_service wccp2_service_info tproxy_uses_indirect_client spoof_client_ip"
            + " client_dst_passthru wccp_version wccp_address wccp2_address");
        add(known, Kind.NOT_CARRIED, "refusals have pages of Catena's own", "write whom to ask into `say` of the rule", "deny_info error_directory error_default_language err_page_stylesheet"
            + " err_html_text email_err_data cache_mgr mail_from mail_program");
        add(known, Kind.NOT_CARRIED, "it has no counterpart", "nothing, in most networks", "forward_timeout peer_connect_timeout client_lifetime request_start_timeout"
            + " forward_max_tries connect_retries retry_on_error prefer_direct ident_lookup_access ident_timeout append_domain hosts_file ignore_unknown_nameservers"
            + " eui_lookup client_request_buffer_max_size ftp_port ftp_client_idle_timeout happy_eyeballs_connect_timeout"
            + " happy_eyeballs_connect_gap happy_eyeballs_connect_limit loadable_modules unique_hostname logformat icap_log log_mime_hdrs"
            + " strip_query_terms external_acl_type url_rewrite_children url_rewrite_host_header url_rewrite_bypass url_rewrite_extras"
            + " log_uses_indirect_client acl_uses_indirect_client delay_pool_uses_indirect_client follow_x_forwarded_for");
        return Map.copyOf(known);
    }

    private static void add(Map<String, Why> known, Kind kind, String reason, String remedy, String names) {
        for (var name : names.split(" ", -1)) known.put(name, new Why(kind, reason, remedy));
    }
}
