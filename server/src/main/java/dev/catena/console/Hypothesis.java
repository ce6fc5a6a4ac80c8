// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.exchange.Question;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What somebody wants explained, as they wrote it; empty words stand for what is usual.
 *
 * @param method empty: GET, or CONNECT for https
 * @param url an http or https URL, or host:port for a tunnel
 * @param listener a listener's name; empty: the first
 * @param from the client's address; empty: this machine's loopback
 * @param as who the client would prove to be; empty: nobody
 * @param groups of that user
 */
public record Hypothesis(String method, String url, String listener, String from, String as, List<String> groups) {
    /** More groups than anybody has are a mistake. */
    private static final int GROUPS_MAX = 1000;

    public Hypothesis {
        groups = List.copyOf(groups);
    }

    /**
     * The question in it.
     *
     * @param usual the listener where none is named
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public Question question(String usual) {
        if (url.isEmpty()) throw new IllegalArgumentException("there is no URL");
        if (as.endsWith("\\")) throw new IllegalArgumentException("there is a domain and no user: write DOMAIN\\user");
        if (groups.size() > GROUPS_MAX) throw new IllegalArgumentException("more than %d groups".formatted(GROUPS_MAX));
        return new Question(Question.requestFor(method.isEmpty() ? "GET" : method, url), listener.isEmpty() ? usual : listener, address(), as, Set.copyOf(groups));
    }

    private InetAddress address() {
        if (from.isEmpty()) return InetAddress.getLoopbackAddress();
        try {
            return InetAddress.ofLiteral(from);
        } catch (IllegalArgumentException name) {
            throw new IllegalArgumentException("'%s' is not an IP address".formatted(from), name);
        }
    }
}
