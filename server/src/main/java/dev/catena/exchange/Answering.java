// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Answer;
import dev.catena.cache.Gap;
import dev.catena.cache.Patch;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.identity.Principal;
import dev.catena.net.BodySource;
import dev.catena.observe.ExchangeRecord;
import dev.catena.policy.Permit;
import dev.catena.store.ArrivingBody;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredBody;
import dev.catena.store.StoredResponse;
import dev.catena.upstream.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answer that comes from elsewhere: begins it with the client, and moves its body, or the tunnel's bytes, until the end. Owner: one event loop. */
final class Answering {
    /** Bytes of a stored part that come without a pause. */
    private static final long STRETCH = 256 << 10;

    private final Exchange exchange;
    private final Worker worker;
    private final Snapshot now;
    private final ClientSide client;
    private final ExchangeRecord record;
    private @Nullable Delivery delivery;
    private @Nullable ResponseRelay relay;

    Answering(Exchange exchange, Worker worker, Snapshot now, ClientSide client, ExchangeRecord record) {
        this.exchange = exchange;
        this.worker = worker;
        this.now = now;
        this.client = client;
        this.record = record;
    }

    /** Sends what is stored; returns whether all of it was given to the client. Gives the reference back. */
    boolean serve(RequestHead asked, StoredResponse stored, StoredAnswer answer) {
        try {
            var fields = worker.context().fields();
            answer.writeFields(fields);
            record.status = answer.status();
            record.contentType = stored.head().contentType();
            boolean bodiless = isBodiless(asked.method(), answer.status()) || !client.wantsBodies();
            client.begin(answer.status(), answer.reason(), fields, answer.length(), bodiless);
            if (bodiless || answer.isEmpty() || sendsNow(answer)) return true;
            delivery = new Delivery(exchange, client, read(asked, answer), false);
            delivery.start();
            return false;
        } finally {
            stored.release();
        }
    }

    /** The body; of what arrives for others, one that goes on by itself where there is no more room for who is slow. */
    private BodySource read(RequestHead asked, StoredAnswer answer) {
        var source = answer.read(worker.context());
        boolean along = asked.method() == Method.GET && answer.stored().body() instanceof ArrivingBody;
        var gap = along ? answer.gap() : Optional.<Gap>empty();
        return gap.isEmpty() ? source : new Lasting.Way(gap.get(), rests(asked, exchange.account())).along(source, 0);
    }

    /** A body in memory goes in one piece: however slowly it is taken, its bytes are held anyway. */
    private boolean sendsNow(StoredAnswer answer) {
        if (answer.copiesTo(client)) return true;
        var body = answer.takeNow();
        if (body != null) client.takeData(body);
        return body != null;
    }

    /** Passes a response on. */
    void relay(Step.Relay step, RequestHead request, boolean handedOn) {
        note(step.reply());
        if (client.takeReply(step.reply())) return;
        var head = step.reply().head();
        boolean bodiless = isBodiless(step.errand().request().method(), head.status());
        var fields = worker.context().fields();
        HopFields.writeResponse(head, step.note(), now, fields);
        if (handedOn) HopFields.writeChallenges(head.headers(), fields);
        client.begin(head.status(), head.reason(), fields, head.declared(), bodiless);
        var source = lasting(step);
        delivery = new Delivery(exchange, client, source, ForwardedHead.wantsTrailers(request));
        if (step.writer().isEmpty()) {
            delivery.start();
        } else {
            relay = new ResponseRelay(worker.context(), source, step.writer().get(), delivery, way(source));
            relay.start();
        }
    }

    /** Takes a response in for those who wait for it; the client that it was for has left. */
    void relayToOthers(Step.Relay step, StoreWriter writer) {
        note(step.reply());
        new ResponseRelay(worker.context(), lasting(step), writer, null, null).start();
    }

    private static Lasting.@Nullable Way way(BodySource source) {
        return source instanceof Lasting lasting ? lasting.way() : null;
    }

    /** The body, which goes on if its origin breaks off: where it is for the store, and so is nobody's in particular. */
    private BodySource lasting(Step.Relay step) {
        var source = step.reply().body();
        var request = step.errand().request();
        if (source instanceof Lasting) return source;
        var all = step.writer().flatMap(_ -> Gap.of(request, step.reply().head()));
        if (all.isEmpty()) return source;
        return new Lasting.Way(all.get(), rests(request, account(step.errand()))).from(source);
    }

    /** The body that is put together: gaps after the first are asked for when it is their turn. */
    BodySource together(Errand errand, Answer.Mended mended, Optional<BodySource> came) {
        var rests = rests(errand.request(), account(errand));
        var first = came;
        var sources = new ArrayList<BodySource>();
        for (var patch : mended.patches()) {
            switch (patch) {
                case Patch.Held(var body, long from, long toExclusive) -> {
                    addStretches(body, from, toExclusive, sources);
                    body.release(); // the sources have their own
                }
                case Patch.Missing(var gap) -> {
                    sources.add(first.isPresent() ? first.get() : rests.apply(gap));
                    first = Optional.empty();
                }
            }
        }
        return new Lasting.Way(mended.all(), rests).from(new Chain(sources));
    }

    /** On whose account more is asked for it. */
    Background.Account account(Principal principal, Permit permit) {
        return new Background.Account(record.listener, client.address(), client.isOverLoopback(), principal, permit);
    }

    /** What is in memory comes at once, however much it is: in stretches, so that the taker can pause between them. */
    private void addStretches(StoredBody body, long from, long toExclusive, List<BodySource> sources) {
        boolean inMemory = body.takeNow(from, from) != null; // an empty buffer, which nobody need release
        long most = inMemory ? STRETCH : toExclusive - from;
        for (long at = from; at < toExclusive; at += most) sources.add(body.read(at, Math.min(toExclusive, at + most), worker.context()));
    }

    private Background.Account account(Errand errand) {
        return account(errand.principal(), errand.permit());
    }

    private Function<Gap, BodySource> rests(RequestHead request, Background.Account account) {
        return gap -> new Rest(worker, account, request, gap);
    }

    /** Makes a tunnel of both connections; the caller starts it. It is counted as one from here on. */
    TunnelRelay tunnel(Step.Tunnel step, boolean handedOn) {
        var errand = step.errand();
        var there = step.connection().detach();
        var fields = worker.context().fields();
        if (errand.request().opensTunnel()) {
            record.status = 200;
            if (handedOn) step.switched().ifPresent(answered -> HopFields.writeChallenges(answered.headers(), fields));
        } else {
            var switched = step.switched().orElseThrow(() -> new IllegalStateException("only a hop's 101 makes an upgrade"));
            record.status = 101;
            record.kind = ExchangeRecord.Kind.UPGRADE;
            HopFields.writeResponse(switched, Exchange.BYPASSED, now, fields);
            fields.put("Upgrade: ").put(switched.headers().combined(FieldName.UPGRADE).orElse(errand.upgrade())).crlf();
            fields.put("Connection: Upgrade\r\n");
        }
        var here = client.becomeTunnel(record.status, record.status == 200 ? "Connection established" : "Switching Protocols", fields);
        return new TunnelRelay(worker, now, here, there, record);
    }

    private void note(Reply.Head reply) {
        record.status = reply.head().status();
        record.contentType = reply.head().headers().repeated(FieldName.CONTENT_TYPE);
    }

    /** No body follows, whatever the fields say (RFC 9112 §6.3). */
    private static boolean isBodiless(Method method, int status) {
        return method == Method.HEAD || status == 204 || status == 304;
    }

    /** The client takes more. */
    void resume() {
        if (delivery != null) delivery.resume();
    }

    /** The client takes no more; whether a body was on its way, so that its connection is seen to. */
    boolean leave() {
        boolean moving = delivery != null;
        if (relay != null) relay.clientLeft();
        else if (delivery != null) delivery.abandon();
        relay = null;
        delivery = null;
        return moving;
    }
}
