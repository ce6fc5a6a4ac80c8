// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.array.Acknowledgement;
import dev.catena.array.ArrayMember;
import dev.catena.array.ArraySettings;
import dev.catena.array.Census;
import dev.catena.array.MemberDuties;
import dev.catena.settings.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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

/**
 * This member's place among the others: finds them, tells them who it is, notices who is lost and who comes back, and asks all of them to
 * do something. Everything it learns is told to one listener, from one thread.
 */
public final class ArrayEngine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.catena.array");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

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
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("catena-array").daemon().factory());
    private final Members members;
    private volatile ArrayMember self;

    /** What is known of the others; used by the engine's own thread. */
    private static final class Members {
        final Census census;
        final Map<Address, HostPort> proxies = new HashMap<>();
        List<Address> view = List.of();

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
        try {
            channel = new JChannel(new Stack(settings, access).protocols());
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
        } catch (IOException failure) {
            throw failure;
        } catch (Exception failure) {
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

    private void changedTo(List<Address> view) {
        members.view = view;
        introduce();
        tell();
    }

    /** Tells all the others who we are, and hears the same of them. */
    private void introduce() {
        try {
            var answers = dispatcher.<byte[]>castMessage(others(), new BytesMessage(null, new Message.Hello(self).toBytes()), asking());
            answers.forEach((address, answer) -> {
                if (answer.wasReceived() && answer.getValue() != null) heard(address, answer.getValue());
            });
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "the other members could not be asked who they are: " + failure.getMessage());
        }
    }

    private List<Address> others() {
        return members.view.stream().filter(address -> !address.equals(channel.getAddress())).toList();
    }

    private static RequestOptions asking() {
        return RequestOptions.SYNC().setTimeout(ANSWER_MAX.toMillis());
    }

    private void heard(Address from, byte[] hello) {
        try {
            if (Message.parse(hello) instanceof Message.Hello(var member)) heard(from, member);
        } catch (IOException damaged) {
            LOG.log(System.Logger.Level.WARNING, "a member does not say who it is: " + damaged.getMessage());
        }
    }

    private void heard(Address from, ArrayMember member) {
        if (from.equals(channel.getAddress())) return; // what is said to all comes back
        if (member.proxy().equals(self.proxy())) {
            LOG.log(System.Logger.Level.ERROR, "another member says that clients reach it at %s, which is this one: give each its own `array.proxy`"
                .formatted(member.proxy()));
            return;
        }
        members.proxies.put(from, member.proxy());
        members.census.heard(member, clock.instant());
    }

    private void tell() {
        members.proxies.keySet().retainAll(Set.copyOf(members.view));
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

    // ---- what all are asked to do ----

    /** Has everybody forget what is stored, this member included; waits for the answers, for some seconds at most. */
    public List<Acknowledgement> purge(String kind, String text) {
        return ask(new Message.Purge(kind, text));
    }

    /** Has a member own nothing, or its part again. */
    public List<Acknowledgement> drain(HostPort proxy, boolean drained) {
        return ask(new Message.Drain(proxy, drained)).stream().filter(answer -> !answer.words().equals(NOT_MEANT)).toList();
    }

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
            case Message.Hello(var member) -> {
                later(() -> {
                    heard(from, member);
                    tell();
                });
                yield new Message.Hello(self).toBytes();
            }
            case Message.GoodBye(var proxy) -> {
                later(() -> {
                    members.census.left(proxy);
                    members.proxies.remove(from);
                    tell();
                });
                yield words("good-bye");
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

    /** Says good-bye, so that nobody waits for this member. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            dispatcher.castMessage(null, new BytesMessage(null, new Message.GoodBye(self.proxy()).toBytes()), RequestOptions.ASYNC());
            thread.awaitTermination(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
            dispatcher.close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.DEBUG, "no good-bye to the array", failure);
        }
        channel.close();
    }
}
