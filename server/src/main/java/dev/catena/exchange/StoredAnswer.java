// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.CacheNote;
import dev.catena.cache.Gap;
import dev.catena.cache.Revalidation;
import dev.catena.cache.Selection;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.RequestHead;
import dev.catena.http.WireBuffer;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.store.StoredBody;
import dev.catena.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stored response as it is sent: whole, a part, or the word that the client has it already. */
record StoredAnswer(RequestHead request, StoredResponse stored, Selection selection, CacheNote note, Snapshot now) {
    int status() {
        return switch (selection) {
            case Selection.Whole() -> stored.status();
            case Selection.NotModified() -> 304;
            case Selection.Part _, Selection.Slice _, Selection.Parts _ -> 206;
            case Selection.Unsatisfiable() -> 416;
        };
    }

    String reason() {
        return switch (selection) {
            case Selection.Whole() -> stored.head().reason();
            case Selection.NotModified() -> "Not Modified";
            case Selection.Part _, Selection.Slice _, Selection.Parts _ -> "Partial Content";
            case Selection.Unsatisfiable() -> "Range Not Satisfiable";
        };
    }

    /** Bytes of the body that goes with it; {@link StoredBody#UNKNOWN} if it does not say how long it will be. */
    private long bytes() {
        return switch (selection) {
            case Selection.Whole() -> stored.bodyLength();
            case Selection.Part(long from, long toExclusive) -> toExclusive - from;
            case Selection.Slice(long from, long toExclusive, _) -> toExclusive - from;
            case Selection.Parts parts -> new Multipart(stored, parts).length();
            case Selection.NotModified(), Selection.Unsatisfiable() -> 0;
        };
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    BodyLength length() {
        long bytes = bytes();
        if (bytes == StoredBody.UNKNOWN) return BodyLength.CHUNKED;
        return bytes == 0 ? BodyLength.NONE : new BodyLength.Exactly(bytes);
    }

    void writeFields(WireBuffer out) {
        switch (selection) {
            case Selection.Whole() -> out.put(stored.head().wireFields());
            case Selection.NotModified() -> Revalidation.writeNotModified(stored.head().fields(), out);
            case Selection.Part(long from, long toExclusive) -> out.put(stored.head().wireFields())
                .put("Content-Range: bytes ").put(from).put("-").put(toExclusive - 1).put("/").put(stored.bodyLength()).crlf();
            case Selection.Slice(_, _, var contentRange) -> {
                writeStoredBut(FieldName.CONTENT_RANGE, out);
                out.put("Content-Range: ").put(contentRange).crlf();
            }
            case Selection.Parts parts -> {
                writeStoredBut(FieldName.CONTENT_TYPE, out);
                out.put("Content-Type: ").put(new Multipart(stored, parts).contentType()).crlf();
            }
            case Selection.Unsatisfiable() -> out.put("Content-Range: bytes */").put(stored.bodyLength()).crlf();
        }
        out.put("Age: ").put(Math.max(0, age())).crlf();
        HopFields.writeViaAndCacheStatus(note, now, out);
    }

    /** What a hit has left of its lifetime says it, too. */
    private long age() {
        boolean known = note.forward() == CacheNote.Forward.NONE && note.ttl() != CacheNote.NO_TTL;
        return known ? stored.freshnessLifetime() - note.ttl() : stored.ageSeconds(now.clock().millis());
    }

    private void writeStoredBut(FieldName name, WireBuffer out) {
        var fields = stored.head().fields();
        for (int line = 0; line < fields.size(); line++) if (!fields.is(line, name)) fields.writeLine(line, out);
    }

    /** Gives the client a copy of the whole body, if it is small and in memory: then nothing has to be counted. False: it took nothing. */
    boolean copiesTo(ClientSide client) {
        long address = stored.body().address();
        return address != 0 && selection instanceof Selection.Whole && client.takeCopy(address, stored.bodyLength());
    }

    /** The body, if it is in memory and does not go better by itself; the caller owns it. */
    @Nullable ByteBuf takeNow() {
        if (selection instanceof Selection.Parts parts) return new Multipart(stored, parts).takeNow();
        return stored.body().isBestRead(bytes()) ? null : stored.body().takeNow(from(), toExclusive());
    }

    /** The body as it becomes available. */
    BodySource read(LoopContext reader) {
        if (selection instanceof Selection.Parts parts) return new Multipart(stored, parts).read(reader);
        return stored.body().read(from(), toExclusive(), reader);
    }

    /** What it sends of the stored body; empty if that cannot be had from elsewhere. */
    Optional<Gap> gap() {
        return selection instanceof Selection.Parts ? Optional.empty() : Gap.of(stored, from(), toExclusive());
    }

    private long from() {
        return switch (selection) {
            case Selection.Part(long from, _) -> from;
            case Selection.Slice(long from, _, _) -> from;
            case Selection.Whole(), Selection.NotModified(), Selection.Parts _, Selection.Unsatisfiable() -> 0;
        };
    }

    private long toExclusive() {
        long bytes = bytes();
        return bytes == StoredBody.UNKNOWN ? Long.MAX_VALUE : from() + bytes;
    }
}
