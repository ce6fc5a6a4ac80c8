// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.Gap;
import dev.catena.cache.Inquiry;
import dev.catena.cache.Refresh;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Version;
import dev.catena.identity.Principal;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord;
import dev.catena.policy.Permit;
import dev.catena.store.HeldContent;
import dev.catena.upstream.Reply;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that no client waits for. Each is an exchange like those of clients, from the cache's question on, with {@link Nobody} at its other
 * end and a record of its own ({@link ExchangeRecord.Kind#REFRESH}). Owner: one event loop each.
 */
public final class Background {
    /** What takes longer is given up. */
    static final long DEADLINE_MINUTES = 10;

    /**
     * On whose account it is asked.
     *
     * @param listener whose door it came through, for the log
     * @param address of the client, which routes may depend on
     * @param principal for whom an upstream may want to know
     */
    public record Account(String listener, InetSocketAddress address, boolean overLoopback, Principal principal, Permit permit) {}

    private Background() {}

    /** Asks the origin about what is stored; {@link dev.catena.cache.Cache#refreshed} follows. Any thread. */
    static void refresh(Worker worker, Account account, Inquiry like, @Nullable HeldBody body, Refresh refresh) {
        var shared = body == null ? null : body.content().shared();
        var own = new Inquiry(ofOurOwn(like.request()), like.content(), like.targets());
        fetch(worker, account, own, shared, Patience.REFRESH)
            .whenComplete((_, _) -> worker.snapshot().get().cache().refreshed(refresh));
    }

    /**
     * Fetches what is not stored and fresh, so that it is. Any thread.
     *
     * @param request GET of an absolute target
     * @return its record, when it is over
     */
    static CompletionStage<ExchangeRecord> warm(Worker worker, Account account, RequestHead request) {
        return fetch(worker, account, Inquiry.of(ofOurOwn(request)), null, Patience.FIRST);
    }

    /** A request of our own for what is missing of a body; {@link Rest} has the body. */
    record Asking(Exchange exchange, Nobody nobody) {
        /** Its answer is not wanted. */
        void leave() {
            exchange.clientGone(End.CLIENT_GONE);
            nobody.over();
        }
    }

    /**
     * Asks the next hop for what is missing of a body, past the cache. On the worker's loop. That it takes long is no fault: a client sets its pace.
     *
     * @param taker takes the answer, and tells the exchange how its body ends
     * @param over told of the record when no answer came, or after its end
     */
    static Asking fill(Worker worker, Account account, RequestHead like, Gap gap, Consumer<Reply.Head> taker, Consumer<ExchangeRecord> over) {
        var record = record(worker, account, ExchangeRecord.Kind.REST);
        var nobody = new Nobody(worker.context(), account.address(), account.overLoopback(), () -> over.accept(record), taker);
        var now = worker.snapshot().get();
        var exchange = new Exchange(worker, nobody, now.door(account.listener()), partOf(like, gap), now, record);
        exchange.beginPast(account.principal(), account.permit());
        return new Asking(exchange, nobody);
    }

    private static ExchangeRecord record(Worker worker, Account account, ExchangeRecord.Kind kind) {
        var record = new ExchangeRecord(worker.ids().next(), account.listener(), account.address(), worker.snapshot().get().clock().millis(), System.nanoTime());
        record.kind = kind;
        record.user = account.principal().shown();
        return record;
    }

    private static RequestHead partOf(RequestHead like, Gap gap) {
        var own = ofOurOwn(like);
        var fields = own.headers().toBuilder();
        var conditions = gap.conditions();
        for (int line = 0; line < conditions.size(); line++) fields.addLine(conditions, line);
        return new RequestHead(own.method(), own.rawTarget(), own.target(), own.version(), fields.build(), own.body());
    }

    private static CompletionStage<ExchangeRecord> fetch(Worker worker, Account account, Inquiry inquiry, @Nullable HeldContent body, Patience patience) {
        var over = new CompletableFuture<ExchangeRecord>();
        worker.context().execute(() -> {
            try {
                begin(worker, account, inquiry, body, patience, over);
            } catch (RuntimeException mistake) {
                over.completeExceptionally(mistake);
            }
        });
        return over;
    }

    private static void begin(Worker worker, Account account, Inquiry inquiry, @Nullable HeldContent body, Patience patience,
        CompletableFuture<ExchangeRecord> over) {
        var now = worker.snapshot().get();
        var record = record(worker, account, ExchangeRecord.Kind.REFRESH);
        var nobody = new Nobody(worker.context(), account.address(), account.overLoopback(), () -> over.complete(record));
        var exchange = new Exchange(worker, nobody, now.door(account.listener()), inquiry.request(), now, record);
        var deadline = worker.context().loop().schedule(() -> {
            exchange.clientGone(End.TIMEOUT);
            nobody.over();
        }, DEADLINE_MINUTES, TimeUnit.MINUTES);
        over.whenComplete((_, _) -> deadline.cancel(false));
        exchange.beginWith(account.principal(), account.permit(), patience, inquiry.content(), body == null ? null : HeldBody.whole(body));
    }

    /** The request without what its client alone wanted: a part, a condition, a word to caches. */
    private static RequestHead ofOurOwn(RequestHead like) {
        var fields = like.headers().without(FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE, FieldName.IF_MATCH, FieldName.IF_UNMODIFIED_SINCE,
            FieldName.RANGE, FieldName.IF_RANGE, FieldName.CACHE_CONTROL, FieldName.PRAGMA, FieldName.EXPECT, FieldName.TE, FieldName.CONNECTION);
        boolean query = like.method() == Method.QUERY;
        return new RequestHead(query ? Method.QUERY : Method.GET, like.rawTarget(), like.target(), Version.HTTP_1_1, fields, query ? like.body() : BodyLength.NONE);
    }
}
