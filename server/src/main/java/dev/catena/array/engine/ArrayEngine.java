// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Agreed;
import dev.catena.array.ArrayMember;
import dev.catena.array.ArraySettings;
import dev.catena.array.Census;
import dev.catena.array.Doubted;
import dev.catena.array.MemberDuties;
import dev.catena.array.Quorum;
import dev.catena.array.Standing;
import dev.catena.array.WriteOutcome;
import dev.catena.identity.LogInEvent;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.util.NameCache;
import org.jgroups.util.Rsp;
import org.jspecify.annotations.Nullable;

/**
 * This member's place among the others: finds them, tells them who it is, notices who is lost and who comes back, and asks all of them to
 * do something. Everything it learns is told to one listener, from one thread.
 */
public final class ArrayEngine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.catena.array");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    /** How often what was missed is told again. */
    private static final Duration REMINDER = Duration.ofSeconds(2);

    /** What the library has to say of its connections is told by the states of the members; held, for loggers that nobody holds are forgotten. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("org.jgroups"), Logger.getLogger("org.jgroups.protocols.TCP"));

    static {
        QUIET.getFirst().setLevel(Level.WARNING);
        QUIET.getLast().setLevel(Level.OFF);
    }

    private final InstantSource clock;
    private final MemberDuties duties;
    private final Consumer<List<ArrayMember>> changed;
    private final JChannel channel;
    private final MessageDispatcher dispatcher;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("catena-array").daemon().factory());
    private final Members members;
    /** What a majority agrees on; null where the settings name no voters. */
    private final @Nullable Accord accord;
    /** Each member still counts its own: what is left out here is no harm. */
    private final Outbox<LogInEvent> logIns = new Outbox<>("catena-array-log-ins", events -> tellAll(new Message.LogIns(events)));
    private final Outbox<Doubted> doubts = new Outbox<>("catena-array-doubts", all -> tellAll(new Message.Doubts(all)));
    private final AtomicLong untold = new AtomicLong();
    private volatile ArrayMember self;
    private volatile List<Address> view = List.of();

    /** What is known of the others; used by the engine's own thread. */
    private static final class Members {
        final Census census;
        final Map<Address, HostPort> proxies = new HashMap<>();
        final Map<HostPort, Standing> standings = new ConcurrentHashMap<>();

        Members(ArrayMember self) {
            census = new Census(self);
        }
    }

    private ArrayEngine(ArraySettings settings, Access access, ArrayMember self, MemberDuties duties, InstantSource clock,
        Consumer<List<ArrayMember>> changed) throws IOException {
        this.clock = clock;
        this.duties = duties;
        this.changed = changed;
        this.self = self;
        this.members = new Members(self);
        this.accord = settings.namedVoters().isEmpty() ? null : Accord.open(settings, self.proxy(), duties, new Others(), clock);
        try {
            channel = new JChannel(new Stack(settings, access).protocols(accord == null ? List.of() : accord.protocols()));
            channel.setName(self.proxy().toString());
            dispatcher = new MessageDispatcher(channel, this::handle);
            dispatcher.setReceiver(new Receiver() {
                @Override
                public void viewAccepted(View view) {
                    var there = List.copyOf(view.getMembers());
                    later(() -> changedTo(there));
                }
            });
            channel.connect(settings.name());
            lookAgain();
            thread.scheduleWithFixedDelay(() -> later(this::remind), REMINDER.toMillis(), REMINDER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (BindException taken) {
            abandon();
            throw new IOException("array: the port by which members know of each other cannot be had (%s): stop what listens there, or set `array.engine.port`; without it, it is one above that of `array.address`"
                .formatted(taken.getMessage()), taken);
        } catch (IOException failure) {
            abandon();
            throw failure;
        } catch (Exception failure) {
            abandon();
            throw new IOException("the array cannot be joined from %s: %s".formatted(settings.address(), failure.getMessage()), failure);
        }
    }

    /**
     * Joins the others, or begins alone if nobody is there yet; takes seconds.
     *
     * @param changed is told the members at each change, itself among them
     * @throws IOException if the port cannot be had
     */
    public static ArrayEngine join(ArraySettings settings, Access access, ArrayMember self, MemberDuties duties, InstantSource clock,
        Consumer<List<ArrayMember>> changed) throws IOException {
        return new ArrayEngine(settings, access, self, duties, clock, changed);
    }

    private void later(Runnable work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException mistake) {
                    LOG.log(System.Logger.Level.ERROR, "the array's membership met a fault", mistake);
                }
            });
        } catch (RejectedExecutionException closed) {
            // nobody wants to know any more
        }
    }

    // ---- who is there ----

    private void changedTo(List<Address> there) {
        view = there;
        if (accord != null) accord.present(there);
        introduce();
        if (accord != null) accord.settle();
        tell();
    }

    /** Tells all the others who we are, and hears the same of them. */
    private void introduce() {
        try {
            var answers = dispatcher.<byte[]>castMessage(others(), new BytesMessage(null, hello().toBytes()), asking());
            answers.forEach((address, answer) -> {
                if (answer.wasReceived() && answer.getValue() != null) heard(address, answer.getValue());
            });
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "the other members could not be asked who they are: " + failure.getMessage());
        }
    }

    private Message.Hello hello() {
        return new Message.Hello(self, accord == null ? new Standing("", "", List.of(), false, 0, "") : accord.standing());
    }

    private List<Address> others() {
        return view.stream().filter(address -> !address.equals(channel.getAddress())).toList();
    }

    private static RequestOptions asking() {
        return RequestOptions.SYNC().setTimeout(ANSWER_MAX.toMillis());
    }

    private void heard(Address from, byte[] hello) {
        try {
            if (Message.parse(hello) instanceof Message.Hello said) heard(from, said);
        } catch (IOException damaged) {
            LOG.log(System.Logger.Level.WARNING, "a member does not say who it is: " + damaged.getMessage());
        }
    }

    private void heard(Address from, Message.Hello said) {
        var member = said.member();
        if (from.equals(channel.getAddress())) return; // what is said to all comes back
        if (member.proxy().equals(self.proxy())) {
            LOG.log(System.Logger.Level.ERROR, "another member says that clients reach it at %s, which is this one: give each its own `array.proxy`"
                .formatted(member.proxy()));
            return;
        }
        if (members.proxies.put(from, member.proxy()) == null) duties.refusals().forEach(logIns::put);
        members.census.heard(member, clock.instant());
        members.standings.put(member.proxy(), said.standing());
        if (accord != null) accord.heard(from, said.standing());
    }

    private void tell() {
        members.proxies.keySet().retainAll(Set.copyOf(view));
        members.standings.keySet().retainAll(Set.copyOf(members.proxies.values()));
        members.census.present(new HashSet<>(members.proxies.values()), clock.instant());
        changed.accept(members.census.members());
    }

    /** This member is in another state from now on. */
    public void become(ArrayMember.State state) {
        later(() -> {
            self = self.in(state, clock.instant());
            members.census.heard(self, clock.instant());
            introduce();
            tell();
        });
    }

    // ---- what all agree on ----

    /** What an accord needs of the others. */
    private final class Others implements Accord.Group {
        @Override
        public List<Address> view() {
            return view;
        }

        @Override
        public boolean isFirst() {
            return !view.isEmpty() && view.getFirst().equals(channel.getAddress());
        }

        @Override
        public void tell(Message message) {
            tellAll(message);
        }

        @Override
        public void introduce() {
            tellAll(hello());
        }

        @Override
        public void later(Runnable work) {
            ArrayEngine.this.later(work);
        }

        @Override
        public void drained(boolean drained) {
            self = self.in(drained ? ArrayMember.State.DRAINED : ArrayMember.State.UP, clock.instant());
            members.census.heard(self, clock.instant());
            ArrayEngine.this.tell();
        }
    }

    private void tellAll(Message message) {
        try {
            dispatcher.castMessage(others(), new BytesMessage(null, message.toBytes()), RequestOptions.ASYNC());
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "the other members could not be told: " + failure.getMessage());
        }
    }

    private void remind() {
        if (accord == null) return;
        if (!accord.knows(others())) {
            introduce();
            tell();
        }
        accord.remind();
    }

    /** Obeys what was agreed on, if it could not before. */
    public void lookAgain() {
        if (accord != null) later(accord::agreed);
    }

    /** What this member knows to be agreed on; {@link Agreed#NOTHING} without voters. */
    public Agreed known() {
        return accord == null ? Agreed.NOTHING : accord.known();
    }

    /** How this member stands to it; empty without voters. */
    public Optional<Standing> standing() {
        return accord == null ? Optional.empty() : Optional.of(accord.standing());
    }

    /** Who agrees, and whether they can; empty without voters. */
    public Optional<Quorum> quorum() {
        if (accord == null) return Optional.empty();
        var standings = new HashMap<>(members.standings);
        standings.put(self.proxy(), hello().standing());
        return Optional.of(accord.quorum(standings));
    }

    /**
     * Has all members obey other shared settings; waits for a majority, for some seconds at most.
     *
     * @param read the epoch they were made from
     */
    public WriteOutcome write(long read, String text) {
        return accord == null ? NO_VOTERS : accord.write(read, text, self.proxy().toString());
    }

    /** Makes a member a voter, or one no voter any more; by where the others reach it. */
    public WriteOutcome admit(String id, boolean admit) {
        return accord == null ? NO_VOTERS : accord.admit(id, admit);
    }

    // ---- what all are asked to do ----

    /** Tells the others what became of a log-in. Any thread; does not block. */
    public void tell(LogInEvent event) {
        logIns.put(event);
    }

    /** Tells the others what became doubtful. Any thread; does not block. */
    public void tell(Doubted doubted) {
        if (doubts.put(doubted)) return;
        long count = untold.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.log(System.Logger.Level.WARNING, "%d times the other members were not told what unsafe requests had invalidated: more of them came than can be sent; what is kept there lives out its lifetime"
                .formatted(count));
        }
    }

    /** Has everybody forget what is stored, this member included; waits for the answers, for some seconds at most. */
    public List<Acknowledgement> purge(String kind, String text) {
        return ask(new Message.Purge(kind, text));
    }

    /** Has a member own nothing, or its part again; where the array agrees on things, until it is said otherwise, whoever restarts. */
    public List<Acknowledgement> drain(HostPort proxy, boolean drained) {
        if (accord != null && accord.isFounded()) {
            boolean known = proxy.equals(self.proxy()) || members.standings.containsKey(proxy) || known().drained().contains(proxy);
            return known ? List.of(accord.drain(proxy, drained)) : List.of();
        }
        return ask(new Message.Drain(proxy, drained)).stream().filter(answer -> !answer.words().equals(NOT_MEANT)).toList();
    }

    private static final WriteOutcome NO_VOTERS = new WriteOutcome.NoMajority("the settings name nobody who would agree: write `array.voters`");
    private static final String NOT_MEANT = "not meant";
    private static final String REMOVED = "removed ";

    private List<Acknowledgement> ask(Message message) {
        var acknowledged = new ArrayList<Acknowledgement>();
        try {
            var answers = dispatcher.<byte[]>castMessage(null, new BytesMessage(null, message.toBytes()), asking());
            answers.forEach((address, answer) -> acknowledged.add(acknowledgement(address, answer)));
        } catch (Exception failure) {
            acknowledged.add(new Acknowledgement("the others", false, 0, "could not be asked: " + failure.getMessage()));
        }
        return acknowledged;
    }

    private Acknowledgement acknowledgement(Address address, Rsp<byte[]> answer) {
        var name = String.valueOf(NameCache.get(address));
        if (answer.wasReceived() && answer.getValue() != null) return done(name, new String(answer.getValue(), StandardCharsets.UTF_8));
        var why = answer.hasException() ? "failed: " + answer.getException().getMessage() : answer.wasSuspected() ? "is lost" : "did not answer within " + ANSWER_MAX.toSeconds() + " s";
        return new Acknowledgement(name, false, 0, why);
    }

    private static Acknowledgement done(String name, String words) {
        return words.startsWith(REMOVED) ? new Acknowledgement(name, true, Long.parseLong(words.substring(REMOVED.length())), words) : new Acknowledgement(name, true, 0, words);
    }

    /** Answers the others, and itself. */
    private Object handle(org.jgroups.Message received) throws IOException {
        var from = received.getSrc();
        return switch (Message.parse(received.<byte[]>getObject() instanceof byte[] bytes ? bytes : new byte[] {0})) {
            case Message.Hello said -> {
                later(() -> {
                    heard(from, said);
                    if (accord != null) accord.settle();
                    tell();
                });
                yield hello().toBytes();
            }
            case Message.Found(var founding) -> {
                if (accord != null) later(() -> accord.founded(founding));
                yield words("founded");
            }
            case Message.GoodBye(var proxy) -> {
                later(() -> {
                    members.census.left(proxy);
                    members.proxies.remove(from);
                    tell();
                });
                yield words("good-bye");
            }
            case Message.LogIns(var events) -> {
                if (!from.equals(channel.getAddress())) events.forEach(duties::heard); // what is said to all comes back
                yield words("heard");
            }
            case Message.Doubts(var all) -> {
                if (!from.equals(channel.getAddress())) all.forEach(duties::doubt);
                yield words("heard");
            }
            case Message.Purge(var kind, var text) -> words(REMOVED + duties.purge(kind, text));
            case Message.Drain(var proxy, boolean drained) -> {
                if (!proxy.equals(self.proxy())) yield words(NOT_MEANT);
                become(drained ? ArrayMember.State.DRAINED : ArrayMember.State.UP);
                yield words(drained ? "drained" : "takes its part again");
            }
        };
    }

    private static byte[] words(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void abandon() {
        logIns.close();
        doubts.close();
        thread.shutdownNow();
        if (accord != null) accord.close();
    }

    /** Says good-bye, so that nobody waits for this member. */
    @Override
    public void close() {
        logIns.close();
        doubts.close();
        thread.shutdownNow();
        try {
            dispatcher.castMessage(null, new BytesMessage(null, new Message.GoodBye(self.proxy()).toBytes()), RequestOptions.ASYNC());
            thread.awaitTermination(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
            dispatcher.close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.DEBUG, "no good-bye to the array", failure);
        }
        channel.close();
        if (accord != null) accord.close();
    }
}
