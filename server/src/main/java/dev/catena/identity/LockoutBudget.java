// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a wrong password of ours never locks an account. One for all event loops; thread-safe.
 *
 * <p>Three rules, for each user at each upstream: a password that was refused is not shown again before the window has passed, unless it
 * changed; all passwords together fail no more often than the budget in a window; and a password nobody has accepted yet is tried on one
 * connection while the others wait, or a hundred requests after a start would be a hundred failures. Passwords are remembered as MACs under
 * a key of this process, or of its array.
 *
 * <p>Members of an array tell each other what was refused, and count it as their own. They do not ask before they try: members that try an
 * unknown password in the same moment fail once each. Members that cannot hear each other have a budget for each part.
 */
public final class LockoutBudget {
    /** A trial that has no outcome for so long is given up, and the next one may begin. */
    static final Duration TRIAL_MAX = Duration.ofSeconds(30);
    /** Users at upstreams that are remembered; settings name far fewer. */
    static final int RECORDS_MAX = 10_000;
    /** Failures of a user that are remembered; budgets are far smaller. */
    private static final int REFUSED_MAX = 1000;
    private static final int REFUSALS_TOLD_MAX = 1000;

    /** Whether a password may be shown now. */
    public sealed interface Leave {
        /** Yes; tell the trial what came of it. */
        record Go(Trial trial) implements Leave {}

        /** Somebody else is trying it: ask again when this is done. */
        record Wait(CompletionStage<?> settled) implements Leave {}

        /** No; the clause says why and until when. */
        record No(String why) implements Leave {}
    }

    private record Key(String upstream, String user) {}

    private record Refused(String fingerprint, Instant at) {}

    private static final class Record {
        @Nullable String accepted;
        final Key key;
        final List<Refused> refused = new ArrayList<>();

        Record(Key key) {
            this.key = key;
        }

        CompletableFuture<Void> trial = CompletableFuture.completedFuture(null);
    }

    private int failuresMax;
    private Duration window;
    private final InstantSource clock;
    private volatile SecretKeySpec macKey;
    private volatile boolean keyIsShared;
    private volatile Consumer<LogInEvent> others = _ -> { };
    private final Map<Key, Record> records = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param failuresMax failed log-ins in a window, at least 1
     * @param window choose both so that the upstream's domain locks accounts later than this
     * @param random a {@link java.security.SecureRandom} but in tests
     */
    public LockoutBudget(int failuresMax, Duration window, InstantSource clock, RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        this.failuresMax = failuresMax;
        this.window = window;
        this.clock = clock;
        this.macKey = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Other limits from now on; what was counted stays. */
    public synchronized void use(int failuresMax, Duration window) {
        this.failuresMax = failuresMax;
        this.window = window;
    }

    /**
     * Others are told what is refused here.
     *
     * @param key the same for all of them; empty if they have none, and then only that something was refused is told, not what
     */
    public void tell(byte[] key, Consumer<LogInEvent> others) {
        keyIsShared = key.length > 0;
        if (keyIsShared) macKey = new SecretKeySpec(key, "HmacSHA256");
        this.others = others;
    }

    /** It was refused elsewhere in the array, and counts as if it had been here. */
    public synchronized void refusedElsewhere(LogInEvent.HopRefused event) {
        var record = record(new Key(event.upstream(), event.user()));
        var fingerprint = event.fingerprint();
        if (!fingerprint.isEmpty() && fingerprint.equals(record.accepted)) record.accepted = null;
        if (fingerprint.isEmpty() || record.refused.stream().noneMatch(refused -> refused.fingerprint.equals(fingerprint))) {
            record.refused.add(new Refused(fingerprint, clock.instant()));
        }
        while (record.refused.size() > REFUSED_MAX) record.refused.removeFirst();
    }

    /** The passwords that are not shown again just now, for somebody who has just come; bounded. */
    public synchronized List<LogInEvent> refusals() {
        if (!keyIsShared) return List.of();
        var since = clock.instant().minus(window);
        return records.values().stream().flatMap(record -> record.refused.stream().filter(refused -> !refused.fingerprint.isEmpty() && refused.at.isAfter(since))
            .<LogInEvent>map(refused -> new LogInEvent.HopRefused(record.key.upstream, record.key.user, refused.fingerprint))).limit(REFUSALS_TOLD_MAX).toList();
    }

    private Record record(Key key) {
        var record = records.computeIfAbsent(key, Record::new);
        if (records.size() > RECORDS_MAX) records.remove(records.keySet().iterator().next());
        return record;
    }

    /** Asks for leave to show a password. */
    public synchronized Leave ask(String upstream, String user, Password password) {
        var record = record(new Key(upstream, user));
        var fingerprint = fingerprint(password);
        if (fingerprint.equals(record.accepted)) return new Leave.Go(new Trial(record, fingerprint, CompletableFuture.completedFuture(null)));
        var no = objection(record, fingerprint);
        if (no.isPresent()) return no.get();
        if (!record.trial.isDone()) return new Leave.Wait(record.trial);
        record.trial = new CompletableFuture<Void>().completeOnTimeout(null, TRIAL_MAX.toMillis(), TimeUnit.MILLISECONDS);
        return new Leave.Go(new Trial(record, fingerprint, record.trial));
    }

    /** Why a password would not be shown now; empty if it would be. Asks for no leave. */
    public synchronized Optional<String> withheld(String upstream, String user, Password password) {
        var record = records.get(new Key(upstream, user));
        var fingerprint = fingerprint(password);
        return record == null || fingerprint.equals(record.accepted) ? Optional.empty() : objection(record, fingerprint).map(Leave.No::why);
    }

    private Optional<Leave.No> objection(Record record, String fingerprint) {
        var now = clock.instant();
        record.refused.removeIf(refused -> !refused.at.plus(window).isAfter(now));
        for (var refused : record.refused) {
            if (refused.fingerprint.equals(fingerprint)) {
                return Optional.of(new Leave.No("this password was refused at %s, and is not tried again before %s unless it changes"
                    .formatted(refused.at, refused.at.plus(window))));
            }
        }
        if (record.refused.size() < failuresMax) return Optional.empty();
        var unanswered = record.refused.stream().filter(refused -> refused.fingerprint.isEmpty()).count();
        return Optional.of(new Leave.No("%d log-ins within %s failed%s, and no more are tried before %s, lest the account is locked".formatted(
            record.refused.size(), window, unanswered == 0 ? "" : ", %d of them because the connection ended instead of an answer".formatted(unanswered),
            record.refused.getFirst().at.plus(window))));
    }

    /** One use of a password, whose outcome counts. The first thing it is told is final. */
    public final class Trial {
        private final Record record;
        private final String fingerprint;
        private final CompletableFuture<Void> settled;
        private boolean told;
        /** What others have to be told; outside of the lock. */
        private @Nullable LogInEvent event;

        private Trial(Record record, String fingerprint, CompletableFuture<Void> settled) {
            this.record = record;
            this.fingerprint = fingerprint;
            this.settled = settled;
        }

        /** The password is right. */
        public void accepted() {
            settle(() -> {
                record.accepted = fingerprint;
                record.refused.removeIf(refused -> refused.fingerprint.equals(fingerprint));
            });
        }

        /** The password is wrong. */
        public void refused() {
            settle(() -> {
                if (fingerprint.equals(record.accepted)) record.accepted = null;
                // Connections that were under way together with a password that was right until now are one failure, as for the domain.
                if (record.refused.stream().noneMatch(refused -> refused.fingerprint.equals(fingerprint))) {
                    record.refused.add(new Refused(fingerprint, clock.instant()));
                    event = refusal(keyIsShared ? fingerprint : "");
                }
            });
        }

        /**
         * It was shown, and the connection ended instead of an answer. The other end may have counted a failure; so does the budget,
         * unless the password was right before.
         */
        public void unanswered() {
            settle(() -> {
                if (fingerprint.equals(record.accepted)) return;
                record.refused.add(new Refused("", clock.instant()));
                event = refusal("");
            });
        }

        /** It was not shown. */
        public void abandoned() {
            settle(() -> {});
        }

        private void settle(Runnable outcome) {
            synchronized (LockoutBudget.this) {
                if (told) return;
                told = true;
                outcome.run();
            }
            settled.complete(null);
            if (event != null) others.accept(event);
        }

        private LogInEvent refusal(String shown) {
            return new LogInEvent.HopRefused(record.key.upstream, record.key.user, shown);
        }
    }

    private String fingerprint(Password password) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(macKey);
            return HexFormat.of().formatHex(mac.doFinal(password.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
