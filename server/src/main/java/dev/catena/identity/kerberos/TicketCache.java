// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a ticket cache in a file says, without its session keys. MIT's file format, version 4, as kinit and k5start write it.
 *
 * @param principal whose it is
 */
public record TicketCache(Path file, String principal, List<TicketReport> tickets) {
    private static final long BYTES_MAX = 4 * 1024 * 1024;
    private static final int VERSION = 0x0504;
    /** Settings of MIT's library that lie among the tickets. */
    private static final String NO_TICKET = "X-CACHECONF:";

    public TicketCache {
        tickets = List.copyOf(tickets);
    }

    /** @throws IOException if it cannot be read, or is no such cache; the message names the file */
    public static TicketCache read(Path file) throws IOException {
        return FileScanner.scan(file, BYTES_MAX, "ticket cache", cache -> content(file, cache));
    }

    private static TicketCache content(Path file, FileScanner cache) {
        if (cache.u16() != VERSION) throw new IllegalArgumentException("another version");
        cache.skip(cache.u16());
        var owner = principal(cache);
        var tickets = new ArrayList<TicketReport>();
        while (!cache.isAtEnd()) ticket(cache).ifPresent(tickets::add);
        return new TicketCache(file, owner, tickets);
    }

    private static Optional<TicketReport> ticket(FileScanner cache) {
        var client = principal(cache);
        var service = principal(cache);
        cache.skip(Short.BYTES);
        cache.skip(cache.i32()); // the session key
        cache.skip(Integer.BYTES);
        var begins = Instant.ofEpochSecond(cache.u32());
        var ends = Instant.ofEpochSecond(cache.u32());
        var renewableUntil = Instant.ofEpochSecond(cache.u32());
        cache.skip(1 + Integer.BYTES);
        skipTypedList(cache); // addresses
        skipTypedList(cache); // authorization data
        var ticket = cache.octets(cache.i32());
        cache.skip(cache.i32());
        if (service.endsWith("@" + NO_TICKET)) return Optional.empty();
        return Optional.of(new TicketReport(service, client, TicketReport.enctype(ticket), begins, ends, renewableUntil));
    }

    private static void skipTypedList(FileScanner cache) {
        int count = cache.i32();
        for (var i = 0; i < count; i++) {
            cache.skip(Short.BYTES);
            cache.skip(cache.i32());
        }
    }

    private static String principal(FileScanner cache) {
        cache.skip(Integer.BYTES); // the type of the name
        int components = cache.i32();
        var realm = cache.text(cache.i32());
        return cache.name(components, FileScanner::i32) + "@" + realm;
    }

    /** The ticket that gets others, of the owner's own realm. */
    public Optional<TicketReport> grantingTicket() {
        var realm = principal.substring(principal.lastIndexOf('@') + 1);
        return tickets.stream().filter(ticket -> ticket.service().equals("krbtgt/%s@%s".formatted(realm, realm))).findFirst();
    }
}
