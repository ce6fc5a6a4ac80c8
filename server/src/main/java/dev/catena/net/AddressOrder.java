// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order in which the addresses of a host are tried (RFC 8305 §4): the families in turn, IPv6 first, so that one
 * broken family costs one delay; each family as the name server gave it; what failed lately after everything else.
 */
final class AddressOrder {
    private AddressOrder() {}

    static List<InetAddress> of(Collection<InetAddress> addresses, Predicate<InetAddress> failedLately) {
        if (addresses.size() == 1) return List.copyOf(addresses);
        var healthy = new ArrayList<InetAddress>();
        var failed = new ArrayList<InetAddress>();
        for (var address : new LinkedHashSet<>(addresses)) (failedLately.test(address) ? failed : healthy).add(address);
        var order = new ArrayList<InetAddress>(addresses.size());
        interleave(healthy, order);
        interleave(failed, order);
        return order;
    }

    private static void interleave(List<InetAddress> addresses, List<InetAddress> order) {
        var six = new ArrayDeque<InetAddress>();
        var four = new ArrayDeque<InetAddress>();
        for (var address : addresses) (address instanceof Inet6Address ? six : four).add(address);
        while (!six.isEmpty() || !four.isEmpty()) {
            if (!six.isEmpty()) order.add(six.remove());
            if (!four.isEmpty()) order.add(four.remove());
        }
    }
}
