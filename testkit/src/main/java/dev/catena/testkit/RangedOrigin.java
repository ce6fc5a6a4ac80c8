// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has one representation, knows {@code Range} and {@code If-Range}, breaks off where it is told to, and remembers what it was asked for. Any thread.
 */
public final class RangedOrigin implements Origin.Answerer {
    /** A representation, and the fields that go with it. */
    private record Version(byte[] bytes, String tag, String fields) {}

    /** Who takes it may take its time: it is slow by intent. */
    private static final Duration PACE = Duration.ofMinutes(5);

    private volatile Version now;
    private volatile boolean knowsRanges = true;
    private final ConcurrentLinkedQueue<Integer> breaks = new ConcurrentLinkedQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    /** @param tag with its quotes; empty for none */
    public RangedOrigin(byte[] bytes, String tag) {
        this(bytes, tag, "< Cache-Control: max-age=600");
    }

    /** @param fields as lines of a transcript */
    public RangedOrigin(byte[] bytes, String tag, String fields) {
        now = new Version(bytes, tag, fields);
    }

    /** From now on it has another representation. */
    public void becomes(byte[] bytes, String tag) {
        now = new Version(bytes, tag, now.fields);
    }

    /** From now on all requests get all of it, as if they had not asked for less. */
    public RangedOrigin forgetRanges() {
        knowsRanges = false;
        return this;
    }

    /** The next answers break off: each after so many bytes of its body; a negative number lets one pass. */
    public RangedOrigin breakAfter(int... bytes) {
        for (int after : bytes) breaks.add(after);
        return this;
    }

    /** The {@code Range} of each request, or {@code whole}, in their order. */
    public List<String> asked() {
        return asked;
    }

    /** Bytes of bodies sent so far, or given to the kernel. */
    public long sent() {
        return sent.get();
    }

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        var version = now;
        var request = exchange.request();
        var range = request.has("Range") ? request.field("Range") : "";
        asked.add(range.isEmpty() ? "whole" : range);
        boolean applies = knowsRanges && !range.isEmpty() && (!request.has("If-Range") || request.field("If-Range").equals(version.tag));
        int total = version.bytes.length;
        int[] part = applies ? part(range, total) : new int[] {0, total};
        if (part[0] >= part[1] && total > 0) {
            exchange.answer("< 416 Range Not Satisfiable\n< Content-Range: bytes */%d\n<\n< ".formatted(total));
            return;
        }
        var fields = version.fields + (version.tag.isEmpty() ? "" : "\n< ETag: " + version.tag) + (knowsRanges ? "\n< Accept-Ranges: bytes" : "");
        var head = applies ? "< 206 Partial Content\n< Content-Range: bytes %d-%d/%d".formatted(part[0], part[1] - 1, total) : "< 200 OK";
        exchange.answer("%s\n%s\n< Content-Length: %d".formatted(head, fields, part[1] - part[0]));
        send(exchange, version.bytes, part[0], part[1]);
    }

    private static int[] part(String range, int total) {
        var ends = range.substring("bytes=".length()).split("-", -1);
        if (ends[0].isEmpty()) return new int[] {Math.max(0, total - Integer.parseInt(ends[1])), total};
        int from = Integer.parseInt(ends[0]);
        return new int[] {from, ends[1].isEmpty() ? total : Math.min(total, Integer.parseInt(ends[1]) + 1)};
    }

    private void send(OriginExchange exchange, byte[] bytes, int from, int toExclusive) throws IOException {
        var after = breaks.poll();
        boolean breaksOff = after != null && after >= 0 && after < toExclusive - from;
        int end = breaksOff ? from + after : toExclusive;
        exchange.out(PACE).write(bytes, from, end - from);
        sent.addAndGet(end - from);
        if (breaksOff) exchange.close();
    }

    /** Whether these are bytes of what it has, from that offset on. */
    public boolean isPart(byte[] part, int from) {
        return from + part.length <= now.bytes.length && Arrays.equals(part, 0, part.length, now.bytes, from, from + part.length);
    }
}
