// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.settings.HostPort;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one exchange: words and numbers, no types of the floors above. The access log, the metrics and the
 * recent list are readings of it.
 *
 * <p>Its fields are written by the exchange on its event loop; once it was given to the {@link Journal} nobody writes
 * to it any more. Words are empty, numbers 0 and times -1 where something did not take place.
 */
public final class ExchangeRecord implements Cloneable {
    /** Legs that are kept; a handshake has three. */
    public static final int LEGS_MAX = 16;

    /** What kind of exchange it was. */
    public enum Kind {
        REQUEST, TUNNEL, UPGRADE,
        /** A request of our own: what is stored is renewed, or fetched ahead. */
        REFRESH,
        /** A request of our own, for the rest of a body that broke off on its way to clients, or for what is missing of one that is stored in part. */
        REST
    }

    /** What the cache did. */
    public enum CacheResult { NONE, HIT, REVALIDATED, STALE, MISS, COLLAPSED, BYPASS }

    /** How it ended. */
    public enum End { COMPLETE, CLIENT_GONE, ORIGIN_CUT, TIMEOUT, REFUSED }

    /** Unique within this proxy's life and unlikely to repeat in another's. */
    public final String id;
    public final String listener;
    public final InetSocketAddress client;
    /** Wall clock at the first byte of the head, milliseconds since 1970. */
    public final long startMillis;
    /** {@link System#nanoTime} at the same moment; the times below are nanoseconds after it. */
    public final long startNanos;

    public Kind kind = Kind.REQUEST;
    public String method = "";
    /** The request target as it came. */
    public String target = "";
    public String version = "";
    /** The client's {@code User-Agent} and {@code Referer}, where a log quotes them. */
    public String userAgent = "";
    public String referrer = "";
    public String user = "";
    /** Who said that it is this user, where it was not the user who proved it. */
    public String vouchedBy = "";

    /** Name of the deciding rule, and what it did: {@code allow}, {@code deny}, {@code report}. */
    public String rule = "";
    public String ruleAction = "";

    public CacheResult cache = CacheResult.NONE;
    /** Why, in the words of {@code Cache-Status}. */
    public String cacheReason = "";

    /** {@code direct}, or the upstream's name. */
    public String route = "";
    /** The route that decided, by its name in the settings; empty when none spoke of it. */
    public String routeRule = "";
    /** The member of the upstream that was asked last; null for direct. */
    public @Nullable HostPort member;
    /** The connection to the member had proven us before. */
    public boolean provenBefore;
    /** What was said to members on the way to a log-in, the first {@link #LEGS_MAX} of it. */
    private List<HopLeg> legs = List.of();
    /** Host and port asked for. */
    public String destination = "";
    /** The address that was dialled. */
    public @Nullable InetSocketAddress peer;
    /** Requests sent to a next hop, so 0 for a hit and 2 after one retry. */
    public int attempts;
    public boolean reusedConnection;

    public int status;
    public int refusal;
    public String refusalSlug = "";
    public String refusalCause = "";
    public String contentType = "";

    /** Body bytes from the client; for a tunnel all bytes from it. */
    public long bytesFromClient;
    /** Heads and bodies to the client as written; for a tunnel all bytes to it. */
    public long bytesToClient;
    /** Of these the body's, without its framing; for a tunnel all. */
    public long bodyBytesToClient;
    /** Those of a tunnel, both ways together, that were moved inside the kernel. */
    public long bytesSpliced;

    /** When the name was resolved, the connection stood, the response's head came, the last byte left. */
    public long resolvedNanos = -1;
    public long connectedNanos = -1;
    public long headNanos = -1;
    public long endNanos = -1;

    public End end = End.COMPLETE;

    public ExchangeRecord(String id, String listener, InetSocketAddress client, long startMillis, long startNanos) {
        this.id = id;
        this.listener = listener;
        this.client = client;
        this.startMillis = startMillis;
        this.startNanos = startNanos;
    }

    /** Something was said to a member, and answered. */
    public void heard(HopLeg leg) {
        if (legs.isEmpty()) legs = new ArrayList<>(3);
        if (legs.size() < LEGS_MAX) legs.add(leg);
    }

    /** What was said to members, in its order. */
    public List<HopLeg> legs() {
        return Collections.unmodifiableList(legs);
    }

    /**
     * This, or a copy whose texts from outside are cut to so many characters: what is queued and kept must be small,
     * whatever a peer sends.
     */
    ExchangeRecord bounded(int textMax) {
        if (textLength() <= textMax) return this;
        var copy = clone();
        copy.method = cut(method, textMax);
        copy.target = cut(target, textMax);
        copy.destination = cut(destination, textMax);
        copy.contentType = cut(contentType, textMax);
        copy.userAgent = cut(userAgent, textMax);
        copy.referrer = cut(referrer, textMax);
        copy.refusalCause = cut(refusalCause, textMax);
        return copy;
    }

    /** Characters of the texts that come from outside. */
    int textLength() {
        return method.length() + target.length() + destination.length() + contentType.length() + refusalCause.length() + userAgent.length() + referrer.length();
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }

    @Override
    protected ExchangeRecord clone() {
        try {
            return (ExchangeRecord) super.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The media type without its parameters; empty if there is none. */
    String mediaType() {
        int end = 0;
        while (end < contentType.length() && contentType.charAt(end) > ' ' && contentType.charAt(end) != ';') end++;
        return contentType.substring(0, end);
    }

    /** No upstream was between us and where it went, if it went anywhere. */
    boolean isDirect() {
        return route.isEmpty() || route.equals("direct");
    }

    /** It was fetched although something was stored for it, which was too old. */
    boolean replacesStale() {
        return cache == CacheResult.MISS && cacheReason.startsWith("stale");
    }

    /** When it ended, by {@link System#nanoTime}; it has. */
    public long endedAtNanos() {
        return startNanos + endNanos;
    }

    /** Nanoseconds since the exchange began. */
    public long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }
}
