// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.List;

/** Every metric, declared once: the page, the manual and the code that counts are made from these lines. */
public enum Metric {
    REQUESTS(Type.COUNTER, "catena_requests_total",
        "Exchanges that ended, by their result. Worry when `refused` grows faster than the rest.",
        "listener", "method", "status_class", "result"),
    REQUEST_DURATION(Type.HISTOGRAM, "catena_request_duration_seconds",
        "From the first byte of a head to the last byte of the answer. Worry when the share above one second grows; tunnels and upgrades last as long as they are used.",
        "listener", "kind"),
    TUNNELS_ACTIVE(Type.GAUGE, "catena_tunnels_active",
        "Tunnels that are open now. Worry when it only ever grows: `timeouts.tunnel-idle` is too long."),
    TUNNEL_BYTES(Type.COUNTER, "catena_tunnel_bytes_total",
        "Bytes of tunnels and upgrades, both ways, counted when they end, by how they were moved: copied, or spliced inside the kernel. Worry when a machine that "
        + "is busy with tunnels copies most of them: they come over TLS, or `catena_tunnel_pipes` is at its bound.",
        "way"),
    TUNNEL_PIPES(Type.GAUGE, "catena_tunnel_pipes",
        "Pipes that hold bytes of spliced tunnels now. Worry when it stays at `limits.tunnel-pipes`: the tunnels beyond are copied."),
    BYTES(Type.COUNTER, "catena_bytes_total",
        "Bytes from clients (in: bodies, and all of a tunnel) and to them (out), counted when an exchange ends. Worry when out stops while requests go on.",
        "listener", "direction"),
    POLICY_DECISIONS(Type.COUNTER, "catena_policy_decisions_total",
        "Requests a rule decided. Worry when a rule you rely on stays at zero.",
        "rule", "action"),
    ERRORS(Type.COUNTER, "catena_errors_total",
        "Refusals by their code; `catena help` explains each. Worry when a code you did not see before grows.",
        "code"),
    CACHE_REQUESTS(Type.COUNTER, "catena_cache_requests_total",
        "What the cache did for requests. Worry when the share of `hit` falls.",
        "status"),
    CACHE_REFRESHES(Type.COUNTER, "catena_cache_refreshes_total",
        "Requests of our own that renew what is stored, or fetch it ahead, by what came of them. Worry when `in_vain` grows as fast as the others: an origin is down, or its responses cannot be kept.",
        "outcome"),
    CACHE_RESTS(Type.COUNTER, "catena_cache_rests_total",
        "Requests of our own for the rest of a body that broke off, or for what is missing of one that is stored in part, by what came of them. Worry when they are many: an origin or the way to it breaks off bodies; when `in_vain` is, clients are cut.",
        "outcome"),
    CACHE_BYTES(Type.GAUGE, "catena_cache_bytes",
        "Bytes the cache holds. Nothing to worry about when it is full: it then keeps what is asked for most."),
    CACHE_BYTES_MAX(Type.GAUGE, "catena_cache_max_bytes",
        "Bytes the cache may hold, as set by `cache.memory`. Raise it when the cache is full and hits are few."),
    CACHE_OBJECTS(Type.GAUGE, "catena_cache_objects",
        "Responses the cache holds. Worry when it falls to zero without a restart."),
    CACHE_EVICTIONS(Type.COUNTER, "catena_cache_evictions_total",
        "Responses pushed out for others. Worry when it grows as fast as hits: `cache.memory` is too small for what is asked for."),
    CACHE_REJECTED(Type.COUNTER, "catena_cache_rejected_total",
        "Responses that found no room: too large, or worth less than what is stored. Worry when hits are few as well."),
    CACHE_PURGED(Type.COUNTER, "catena_cache_purged_total",
        "Responses taken out by command or PURGE. Worry when it grows and nobody did it."),
    CACHE_BYTES_SENT(Type.COUNTER, "catena_cache_sent_bytes_total",
        "Bytes sent to clients of answers that were cached or could have been, by where they came from. Worry when the share of `cache`, the byte hit ratio, falls.",
        "from"),
    CACHE_DISK_UP(Type.GAUGE, "catena_cache_disk_up",
        "1 for a folder of the disk cache that is written to, 0 for one that failed. Worry at 0: the service log and `catena doctor` have the reason.",
        "folder"),
    CACHE_DISK_BYTES(Type.GAUGE, "catena_cache_disk_bytes",
        "Bytes of the files of a folder. Nothing to worry about when it is full.",
        "folder"),
    CACHE_DISK_BYTES_MAX(Type.GAUGE, "catena_cache_disk_max_bytes",
        "The folder's share of `cache.disk.size`. Worry when the bytes stay below it and `catena_cache_disk_evicted_total` grows: others fill the file system.",
        "folder"),
    CACHE_DISK_WAITING(Type.GAUGE, "catena_cache_disk_waiting_bytes",
        "Bytes that are still to be written. Worry when it stays near `cache.disk.write-buffer`: the disk is too slow.",
        "folder"),
    CACHE_DISK_OBJECTS(Type.GAUGE, "catena_cache_disk_objects",
        "Responses that can be found on disk. Worry when it falls to zero without a purge."),
    CACHE_DISK_STORED(Type.COUNTER, "catena_cache_disk_stored_total",
        "Responses written to disk. Nothing to worry about by itself: it is what wears the disk."),
    CACHE_DISK_FOUND(Type.COUNTER, "catena_cache_disk_found_total",
        "Responses read from disk into memory. Worry when it is near zero: the disk is of no use."),
    CACHE_DISK_REFUSED(Type.COUNTER, "catena_cache_disk_refused_total",
        "Responses that were wanted on disk and not written, as too much waited or a folder failed. Worry when it grows: raise `cache.disk.write-buffer`."),
    CACHE_DISK_EVICTED(Type.COUNTER, "catena_cache_disk_evicted_total",
        "Responses that were pushed out for others. Raise `cache.disk.size` when it grows and hits are few."),
    CACHE_DISK_DAMAGED(Type.COUNTER, "catena_cache_disk_damaged_total",
        "Responses that were not as they were written, and were fetched anew. Worry when it is not zero: the disk changes bits."),
    CACHE_DISK_ERRORS(Type.COUNTER, "catena_cache_disk_errors_total",
        "Reads and writes that failed. Worry when it is not zero: the service log has the reason."),
    CONNECTIONS(Type.GAUGE, "catena_connections",
        "Open connections, to clients and to origins. Worry when `client` comes near `limits.connections`.",
        "side"),
    LISTENER_CERTIFICATE(Type.GAUGE, "catena_listener_certificate_expiry_timestamp_seconds",
        "When the certificate of a listener with TLS ends, or one of those that signed it, in seconds since 1970. Worry when that is less than two weeks away.",
        "listener"),
    LISTENER_HANDSHAKES_FAILED(Type.COUNTER, "catena_listener_handshakes_failed_total",
        "Connections of clients on which TLS failed. Worry when it grows: the certificate is none they trust, or they show none that is trusted here."),
    ORIGIN_REQUESTS(Type.COUNTER, "catena_origin_requests_total",
        "Exchanges that were sent to a next hop, over a new or a reused connection. Worry when `new` grows as fast as `reused`: connections are not kept.",
        "connection"),
    ORIGIN_RETRIES(Type.COUNTER, "catena_origin_retries_total",
        "Requests sent again after a next hop closed the connection. Worry when it grows with the load: `origins.idle` is longer than the origins allow."),
    UPSTREAM_UP(Type.GAUGE, "catena_upstream_up",
        "1 for a member of an upstream that is used, 0 for one that failed and is left alone for a while. Worry when it stays at 0.",
        "upstream", "member"),
    UPSTREAM_AUTH(Type.GAUGE, "catena_upstream_auth_expectation",
        "What a member was last seen to want: 1 for each scheme it offers; `expects` is unknown, anonymous, challenges or rejects, the last when it refused our user or "
        + "password. Worry about `rejects`, and about `anonymous` where you configured credentials.",
        "upstream", "member", "expects", "scheme"),
    LOG_INS_FAILING(Type.GAUGE, "catena_log_ins_failing",
        "Accounts and addresses with failed log-ins that are remembered. Worry when it grows: somebody guesses."),
    DOMAIN_VERDICTS(Type.COUNTER, "catena_domain_verdicts_total",
        "Log-ins the Windows domain judged: right, wrong, or unavailable when nobody could say. Worry when `unavailable` grows.",
        "verdict"),
    DOMAIN_VERDICT_SECONDS(Type.COUNTER, "catena_domain_verdict_seconds_total",
        "Time log-ins waited for these verdicts, in the queue and for winbind. Worry when it grows by more than a tenth of a second a verdict."),
    DOMAIN_HELPERS(Type.GAUGE, "catena_domain_helpers",
        "Helper processes, busy with a log-in or idle. Worry when `busy` stays at `identity.domain.helpers`.",
        "state"),
    DOMAIN_HELPER_STARTS(Type.COUNTER, "catena_domain_helper_starts_total",
        "Helper processes that were started. Worry when it goes on growing: they end or hang, and the service log says why."),
    DOMAIN_WAITING(Type.GAUGE, "catena_domain_waiting",
        "Log-ins that wait for a helper. Worry when it is often above zero: raise `identity.domain.helpers`, or the domain is slow."),
    DIRECTORY_PASSWORDS(Type.COUNTER, "catena_directory_passwords_total",
        "Passwords the directory judged. Worry when `unavailable` grows.",
        "verdict"),
    DIRECTORY_GROUPS(Type.COUNTER, "catena_directory_groups_total",
        "Where users' groups came from: remembered, asked, stale (it was too old, but nobody could be asked), or unknown. Worry about the last two.",
        "source"),
    DIRECTORY_QUESTIONS(Type.COUNTER, "catena_directory_questions_total",
        "Log-ins and users the directory was asked about. Worry when it grows with the requests and not with the users: `identity.ldap.cache` is too small or too short."),
    DIRECTORY_SECONDS(Type.COUNTER, "catena_directory_seconds_total",
        "Time these questions took, the wait for a connection included. Worry when it grows by more than a tenth of a second a question."),
    DIRECTORY_WAITING(Type.GAUGE, "catena_directory_waiting",
        "Questions that wait for a connection to the directory. Worry when it is often above zero: raise `identity.ldap.connections-max`."),
    DNS_LOOKUPS(Type.COUNTER, "catena_dns_lookups_total",
        "Names looked up, by outcome. Worry when `timeout` grows: the name servers are slow or unreachable.",
        "outcome"),
    ACCESS_LOG_DROPPED(Type.COUNTER, "catena_access_log_dropped_total",
        "Lines that no access log holds. Worry when it is not zero: the disk is full or slow, or `log.queue` too small."),
    ACCESS_LOG_FAILURES(Type.COUNTER, "catena_access_log_failures_total",
        "Attempts to write an access log that failed. Worry when it is not zero: the service log has the reason."),
    CONFIG_GENERATION(Type.GAUGE, "catena_config_generation",
        "Counts the settings that were applied since the start. Worry when members of an array that share a file differ."),
    CONFIG_LAST_RELOAD_SUCCESS(Type.GAUGE, "catena_config_last_reload_success",
        "1 when the last reload was applied, 0 when it was refused. Worry at 0: the file has faults, and the settings before it are in force."),
    ARRAY_MAJORITY(Type.GAUGE, "catena_array_majority",
        "1 while a majority of the array's voters is seen and can agree, else 0. Worry at 0: shared settings cannot be changed; `catena array status` says who is missing."),
    ARRAY_EPOCH(Type.GAUGE, "catena_array_settings_epoch",
        "The epoch of the shared settings that are in force at this member. Worry when members differ for longer than some seconds."),
    ARRAY_SETTINGS_IN_FORCE(Type.GAUGE, "catena_array_settings_in_force",
        "1 when this member goes by the shared settings it knows, 0 when it cannot. Worry at 0: `catena array status` has the reason."),
    BUILD_INFO(Type.GAUGE, "catena_build_info",
        "Always 1; its labels say what runs. Worry when machines that should be alike differ.",
        "version", "java"),
    START_TIME(Type.GAUGE, "catena_start_time_seconds",
        "When the proxy started, in seconds since 1970. Worry when it changes and nobody restarted it."),
    JVM_HEAP(Type.GAUGE, "catena_jvm_heap_bytes",
        "Heap of the JVM: used, committed, max. Worry when used stays near max after collections.",
        "state"),
    JVM_DIRECT(Type.GAUGE, "catena_jvm_direct_bytes",
        "Memory outside the heap, by who holds it. Worry when it grows while connections and cache do not.",
        "pool"),
    JVM_GC(Type.COUNTER, "catena_jvm_gc_total",
        "Collections of garbage. Worry when an old or full collector counts.",
        "collector"),
    JVM_GC_SECONDS(Type.COUNTER, "catena_jvm_gc_seconds_total",
        "Time spent on collections. Worry when it grows by more than a twentieth of the time.",
        "collector"),
    JVM_THREADS(Type.GAUGE, "catena_jvm_threads",
        "Platform threads. Worry when it only ever grows."),
    OPEN_FILES(Type.GAUGE, "catena_open_files",
        "Open files and sockets of the process. Worry when it comes near `catena_open_files_max`."),
    OPEN_FILES_MAX(Type.GAUGE, "catena_open_files_max",
        "How many the system allows. Worry when it is below twice `limits.connections`: raise it with `ulimit -n` or LimitNOFILE.");

    /** How a metric behaves. */
    enum Type { COUNTER, GAUGE, HISTOGRAM }

    private final Type type;
    private final String metricName;
    private final String help;
    private final List<String> labels;

    Metric(Type type, String metricName, String help, String... labels) {
        this.type = type;
        this.metricName = metricName;
        this.help = help;
        this.labels = List.of(labels);
    }

    Type type() {
        return type;
    }

    /** As it stands on the page. */
    public String metricName() {
        return metricName;
    }

    /** What it counts, and when to worry. */
    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
