// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.array.Loads;
import dev.catena.cache.Answer;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote;
import dev.catena.cache.Content;
import dev.catena.cache.Fetch;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.identity.Identified;
import dev.catena.identity.Principal;
import dev.catena.net.BodySource;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord;
import dev.catena.policy.Admission;
import dev.catena.policy.Caller;
import dev.catena.policy.Permit;
import dev.catena.route.Asked;
import dev.catena.route.Attempts;
import dev.catena.route.Choice;
import dev.catena.route.Route;
import dev.catena.store.Loaded;
import dev.catena.store.StoreWriter;
import dev.catena.upstream.DialTerms.Reuse;
import dev.catena.upstream.Dialled;
import dev.catena.upstream.Reply;
import dev.catena.upstream.UpstreamConnection;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: walks through {@link Flow}, does what the steps say, and keeps the record. Owner: the
 * event loop of the client's connection; every field has that one writer.
 */
public final class Exchange {
    /** For what never was the cache's business. */
    static final CacheNote BYPASSED = new CacheNote(ExchangeRecord.CacheResult.BYPASS, CacheNote.Forward.BYPASS, 0, CacheNote.NO_TTL, false, false, "");
    private static final System.Logger LOG = System.getLogger("dev.catena.exchange");
    /** Steps after which a request is running in circles; the longest life has about a dozen. */
    private static final int STEPS_MAX = 1000;

    private final Worker worker;
    private final Snapshot now;
    private final ClientSide client;
    private final RequestHead request;
    private final Snapshot.Door door;
    private final ExchangeRecord record;
    private final OwnAnswer own;
    private final Outbound outbound;
    private final Answering answering;
    private final CacheTalk cache;
    private final Flow flow;
    private final long wireBytesBefore;
    private final long bodyBytesBefore;

    private @Nullable Fetch openFetch;
    private @Nullable Principal onBehalfOf;
    private @Nullable Permit permittedBy;
    /** The client left, but others wait for what it asked for: how it left. */
    private @Nullable End orphaned;
    private long patienceEndsNanos;
    private int steps;
    private Loads.@Nullable Visit visit;
    private boolean answerBegun;
    private boolean over;

    public Exchange(Worker worker, ClientSide client, Snapshot.Door door, RequestHead request, Snapshot now, ExchangeRecord record) {
        this.worker = worker;
        this.now = now;
        this.client = client;
        this.request = request;
        this.door = door;
        this.record = record;
        this.own = new OwnAnswer(worker.context(), now, client, request, record);
        this.outbound = new Outbound(worker, now, client, record);
        this.answering = new Answering(this, worker, now, client, record);
        this.cache = new CacheTalk(worker, now, client, door, outbound, answering);
        this.flow = new Flow(this, now, cache);
        this.wireBytesBefore = client.wireBytes();
        this.bodyBytesBefore = client.bodyBytes();
        record.method = request.method().token();
        record.target = request.rawTarget();
        record.version = request.version().text();
        if (now.quotesClients()) quoteClient();
        if (request.opensTunnel()) record.kind = ExchangeRecord.Kind.TUNNEL;
        worker.census().exchanges.increment();
    }

    private void quoteClient() {
        record.userAgent = request.headers().first(FieldName.USER_AGENT).orElse("");
        record.referrer = request.headers().first(FieldName.REFERER).orElse("");
    }

    /** Starts it. It may be over when this returns. */
    public void begin() {
        run(new Step.Admit(request));
    }

    /**
     * Starts a request of our own, which needs nobody's leave. It may be over when this returns.
     *
     * @param body of a QUERY
     */
    void beginWith(Principal principal, Permit permit, Patience patience, Content about, @Nullable HeldBody body) {
        cache.know(about, body);
        record.destination = ((Target.Absolute) request.target()).authority();
        permitted(principal, permit);
        run(new Step.Lookup(request, principal, permit, patience, Loaded.NOT_YET));
    }

    /** Starts a request of our own past the cache. It may be over when this returns. */
    void beginPast(Principal principal, Permit permit) {
        record.destination = ((Target.Absolute) request.target()).authority();
        permitted(principal, permit);
        run(new Step.Choose(new Errand(request, principal, permit, "", Optional.empty(), Attempts.NONE)));
    }

    private void run(Step first) {
        var step = first;
        try {
            for (;;) {
                if (over) {
                    dispose(step);
                    return;
                }
                if (++steps > STEPS_MAX) throw new IllegalStateException("more than " + STEPS_MAX + " steps");
                switch (step) {
                    case Step.Question question -> step = flow.advance(question);
                    case Step.Await(var next) -> {
                        var future = next.toCompletableFuture();
                        if (!future.isDone()) {
                            future.whenComplete(this::resume);
                            return;
                        }
                        step = future.join();
                    }
                    case Step.Action action -> {
                        if (orphaned == null) act(action);
                        else actForOthers(action, orphaned);
                        return;
                    }
                }
            }
        } catch (RuntimeException mistake) {
            failed(mistake);
        }
    }

    private void resume(@Nullable Step next, @Nullable Throwable mistake) {
        var loop = worker.context().loop();
        if (!loop.inEventLoop()) {
            loop.execute(() -> resume(next, mistake));
        } else if (next != null) {
            run(next);
        } else if (mistake != null) {
            failed(mistake);
        }
    }

    private void failed(Throwable mistake) {
        LOG.log(System.Logger.Level.ERROR, "request " + record.id + " for " + record.target, mistake);
        if (over) return;
        var refusal = new Refusal(RefusalCode.INTERNAL, "request " + record.id + " met a fault of the proxy's own");
        letGo();
        if (orphaned != null) conclude(orphaned);
        else if (answerBegun) breakOff(End.REFUSED, refusal);
        else refuse(refusal);
    }

    /** What a step brings that came too late: nobody waits for it any more. */
    private void dispose(Step step) {
        switch (step) {
            case Step.Send(_, _, var late, _) -> late.giveBack();
            case Step.Approach(_, _, var late) -> late.giveBack();
            case Step.Prove(_, _, _, _, var late) -> late.body().abandon();
            case Step.Tunnel(_, var late, _) -> late.close();
            case Step.Settle(_, var late) -> late.body().abandon();
            case Step.Relay(_, var late, var writer, _) -> {
                writer.ifPresent(StoreWriter::abandon);
                late.body().abandon();
            }
            case Step.Serve(_, var stored, _, _) -> stored.release();
            case Step.Lookup(_, _, _, _, var late) -> late.release();
            default -> { }
        }
    }

    // ---- what Flow asks ----

    Snapshot.Door door() {
        return door;
    }

    InetAddress clientAddress() {
        return client.address().getAddress();
    }

    Caller caller(Principal principal) {
        return new Caller(client.address().getAddress(), record.listener, client.isOverLoopback(), Instant.ofEpochMilli(record.startMillis), principal);
    }

    /** The gate let it in, perhaps with its target completed. */
    Step.Identify admitted(RequestHead asked) {
        record.destination = switch (asked.target()) {
            case Target.Absolute absolute -> absolute.authority();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> "";
        };
        return new Step.Identify(asked);
    }

    /** An OPTIONS that this proxy itself answers. */
    boolean endsHere(RequestHead asked) {
        return asked.method() == Method.OPTIONS && door.gate().admit(asked) instanceof Admission.Answer;
    }

    Identified identify(RequestHead asked) {
        return door.auth().identify(asked, client.proof(), door.mode());
    }

    Step.Judge identified(RequestHead asked, Principal principal) {
        if (door.vouching().isEmpty()) {
            record.user = principal.shown();
            return new Step.Judge(asked, principal);
        }
        var vouching = door.vouching().get();
        var user = vouching.user(asked, principal);
        record.user = user.shown();
        if (!user.equals(principal)) record.vouchedBy = principal.shown();
        return new Step.Judge(vouching.without(asked), user);
    }

    void permitted(Principal principal, Permit permit) {
        onBehalfOf = principal;
        permittedBy = permit;
        record.rule = permit.rule();
        record.ruleAction = permit.reported().isEmpty() ? permit.action() : "report";
        if (!permit.reported().isEmpty()) record.rule = String.join(",", permit.reported());
    }

    /** On whose account more is asked for than the client did itself; once it is permitted. */
    Background.Account account() {
        return answering.account(Objects.requireNonNull(onBehalfOf), Objects.requireNonNull(permittedBy));
    }

    /** True when the other fetch has settled, false when this request has waited long enough. */
    CompletionStage<Boolean> orPatienceEnds(CompletionStage<?> settled) {
        long nanos = System.nanoTime();
        if (patienceEndsNanos == 0) patienceEndsNanos = nanos + now.collapseWait().toNanos();
        var answer = new CompletableFuture<Boolean>();
        var timer = worker.context().loop().schedule(() -> answer.complete(false), patienceEndsNanos - nanos, TimeUnit.NANOSECONDS);
        settled.whenComplete((_, _) -> {
            timer.cancel(false);
            answer.complete(true);
        });
        return answer;
    }

    Choice choose(Errand errand) {
        var asked = new Asked(errand.request(), client.address().getAddress(), errand.principal().groups());
        return now.router().choose(asked, errand.tried(), worker.turns());
    }

    /** A route of that name chose this way. */
    Route routed(Route route, String name) {
        record.routeRule = name;
        record.member = route instanceof Route.Member member ? member.address().at() : null;
        return route;
    }

    /** Whether its answer is this user's alone, so that the cache has nothing to do with it. */
    boolean isPersonal(RequestHead asked, Principal principal) {
        return (asked.method() == Method.GET || asked.method() == Method.HEAD || asked.method() == Method.QUERY) && outbound.isPersonal(asked, principal);
    }

    CompletionStage<Dialled> dial(Errand errand, Route route, Reuse reuse) {
        openFetch = errand.fetch().orElse(null);
        return outbound.dial(errand, route, reuse);
    }

    CompletionStage<Reply> send(Errand errand, Route route, UpstreamConnection hop, Saying saying) {
        return outbound.send(errand, route, hop, saying, this::interim);
    }

    private void interim(ResponseHead head) {
        if (!over && orphaned == null) client.interim(head.withHeaders(HopFields.endToEnd(head.headers())));
    }

    /** The cache is not to learn of the answer. */
    Errand withoutFetch(Errand errand) {
        openFetch = null;
        errand.fetch().ifPresent(now.cache()::cancel);
        return errand.withoutFetch();
    }

    /** Stored parts make the answer, with what came for the first gap if there are gaps. */
    Step mended(Errand errand, Answer.Mended mended, Optional<BodySource> came) {
        return new Step.Relay(errand, new Reply.Head(mended.head(), answering.together(errand, mended, came)), mended.writer(), mended.note());
    }

    /** What came is of no use, and the cache has forgotten why it was asked for. */
    Step again(Errand errand, Reply.Head useless) {
        openFetch = null;
        outbound.forget();
        useless.body().abandon();
        return new Step.Lookup(errand.request(), errand.principal(), errand.permit(), Patience.ALONE, Loaded.NOT_YET);
    }

    void discardBody(Reply.Head settled) {
        outbound.discardBody(settled);
    }

    // ---- what the steps do ----

    private void act(Step.Action action) {
        outbound.end();
        switch (action) {
            case Step.Serve(var asked, var stored, var selection, var note) -> {
                openFetch = null;
                noteCache(note);
                answerBegun = true;
                if (answering.serve(asked, stored, new StoredAnswer(asked, stored, selection, note, now))) finish(End.COMPLETE, Headers.EMPTY);
            }
            case Step.Relay step -> {
                openFetch = null;
                noteCache(step.note());
                answerBegun = true;
                answering.relay(step, request, outbound.handedOn());
            }
            case Step.Tunnel step -> tunnel(step);
            case Step.Publish(_, var page) -> answer(own -> own.page(page), End.COMPLETE);
            case Step.AnswerOptions(_) -> answer(OwnAnswer::options, End.COMPLETE);
            case Step.Purge(var asked, var said) -> answer(own -> own.purge(asked, said), End.COMPLETE);
            case Step.Refuse(var refusal) -> refuse(refusal);
            case Step.Challenge(var challenged) -> answer(own -> own.challenge(challenged), End.REFUSED);
            case Step.Await _ -> throw new IllegalStateException("awaited by the driver");
        }
    }

    private void tunnel(Step.Tunnel step) {
        answerBegun = true;
        outbound.forget();
        var tunnel = answering.tunnel(step, outbound.handedOn());
        over = true; // for the client's connection; the tunnel writes the record
        if (visit != null) visit.end();
        worker.census().exchanges.decrement(); // and counted as a tunnel, so that whoever waits for the last one sees it all the time
        tunnel.start();
    }

    /** The client has left; those who wait for the response get it all the same. */
    private void actForOthers(Step.Action action, End end) {
        openFetch = null;
        outbound.forget();
        if (action instanceof Step.Relay step && step.writer().isPresent()) {
            noteCache(step.note());
            answering.relayToOthers(step, step.writer().get());
        } else {
            dispose(action);
        }
        conclude(end);
    }

    /** Answers by ourselves. */
    private void answer(Consumer<OwnAnswer> how, End end) {
        openFetch = null;
        answerBegun = true;
        how.accept(own);
        finish(end, Headers.EMPTY);
    }

    private void refuse(Refusal refusal) {
        answer(own -> own.refusal(refusal), End.REFUSED);
    }

    private void noteCache(CacheNote note) {
        record.cache = note.result();
        record.cacheReason = note.reason();
    }

    // ---- what the relay and the client's edge tell ----

    /** The whole answer has been given to the client. */
    void finish(End end, Headers trailers) {
        if (over) return;
        conclude(end);
        client.end(trailers);
    }

    /** The answer cannot go on. */
    void breakOff(End end, Refusal why) {
        if (over) return;
        own.note(why);
        conclude(end);
        client.cut();
    }

    /** The client takes more. */
    public void clientWritable() {
        answering.resume();
    }

    /** The request's body broke off or took too long; the hop, if any, has heard of it through its sink. */
    public void requestBroken(Refusal refusal) {
        if (over) return;
        letGo();
        client.closeAfterwards();
        if (answerBegun) breakOff(End.CLIENT_GONE, refusal);
        else refuse(refusal);
    }

    /** The client's connection is gone. */
    public void clientGone(End end) {
        if (over) return;
        if (openFetch != null && now.cache().isAwaited(openFetch)) {
            orphaned = end; // the head that others wait for still comes
            return;
        }
        letGo();
        conclude(end);
    }

    /** Gives up what is going on towards the hop. */
    private void letGo() {
        if (answering.leave()) outbound.forget();
        outbound.abandon();
        if (openFetch != null) now.cache().cancel(openFetch);
        openFetch = null;
    }

    /** A request that some member of the array looks after, until the exchange is over. */
    void visits(Loads.Visit begun) {
        if (visit != null) visit.end();
        visit = begun;
    }

    private void conclude(End end) {
        over = true;
        outbound.end();
        if (visit != null) visit.end();
        record.end = end;
        record.endNanos = record.elapsedNanos();
        record.bytesToClient = client.wireBytes() - wireBytesBefore;
        record.bodyBytesToClient = client.bodyBytes() - bodyBytesBefore;
        worker.census().exchanges.decrement();
        now.journal().publish(record);
    }

    /** The record, while it is being written. */
    public ExchangeRecord record() {
        return record;
    }

    public RequestHead request() {
        return request;
    }
}
