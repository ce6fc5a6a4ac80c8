// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Slows down who guesses passwords. Thread-safe; outlives a reload.
 *
 * <p>Failures are counted for an account from an address, and for an address, whatever the account; never for an account alone, as
 * anybody could then keep its owner out. An IPv6 address counts as its /64, which is what one customer has (RFC 6177). While a log-in is
 * refused nothing is checked, so nobody learns whether this guess would have been right.
 */
final class Throttle {
    private ThrottleSettings settings;
    private final InstantSource clock;
    private volatile Consumer<LogInEvent> others = _ -> { };
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

    private record Failures(int count, Instant last, Instant refusedUntil) {}

    Throttle(ThrottleSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Other limits from now on; what was counted stays. */
    synchronized void use(ThrottleSettings settings) {
        this.settings = settings;
    }

    /** Others are told what happens here. */
    void tell(Consumer<LogInEvent> others) {
        this.others = others;
    }

    /** How long such log-ins are refused from now on; zero if they may be tried. */
    synchronized Duration refusedFor(String account, InetAddress address) {
        var now = clock.instant();
        var pair = left(pair(account, address), now);
        var alone = left(network(address), now);
        return pair.compareTo(alone) >= 0 ? pair : alone;
    }

    private Duration left(String key, Instant now) {
        var known = failures.get(key);
        return known == null || !known.refusedUntil.isAfter(now) ? Duration.ZERO : Duration.between(now, known.refusedUntil);
    }

    void failed(String account, InetAddress address) {
        counted(account, address);
        others.accept(new LogInEvent.Failed(account, address));
    }

    /** The same, here or elsewhere in the array. */
    synchronized void counted(String account, InetAddress address) {
        count(pair(account, address), settings.failures());
        count(network(address), settings.addressFailures());
    }

    private void count(String key, long free) {
        var now = clock.instant();
        var known = failures.get(key);
        int count = known == null || known.last.plus(settings.delayMax().multipliedBy(2)).isBefore(now)
            ? 1 : Math.min(known.count + 1, Integer.MAX_VALUE - 1);
        failures.put(key, new Failures(count, now, now.plus(count <= free ? Duration.ZERO : delay(count - free - 1))));
        while (failures.size() > settings.entriesMax()) failures.remove(failures.keySet().iterator().next());
    }

    /** The first delay doubled so many times, within bounds. */
    private Duration delay(long doublings) {
        long millis = settings.delay().toMillis();
        long max = settings.delayMax().toMillis();
        return Duration.ofMillis(doublings >= Long.numberOfLeadingZeros(millis) - 1 ? max : Math.min(max, millis << doublings));
    }

    /** The account was itself; what its address did to others stays. */
    void succeeded(String account, InetAddress address) {
        if (forgiven(account, address)) others.accept(new LogInEvent.Succeeded(account, address));
    }

    /** The same, here or elsewhere in the array; whether there was anything to forgive. */
    synchronized boolean forgiven(String account, InetAddress address) {
        return failures.remove(pair(account, address)) != null;
    }

    synchronized int size() {
        return failures.size();
    }

    private static String pair(String account, InetAddress address) {
        return account.toLowerCase(Locale.ROOT) + "@" + network(address);
    }

    private static String network(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }
}
