// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings.match;

import dev.catena.base.IpAddress;
import dev.catena.settings.Scalar;
import java.util.Locale;

/** Which hosts a rule speaks of. */
@Scalar(expected = "a host name, \"*.name\" for all names below it, an address, a network such as 10.0.0.0/8, or NODOTS")
public sealed interface HostPattern {

    /** The host of the request is this name; lower case, without a last dot. */
    record Name(String name) implements HostPattern {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The host is a name below this one: {@code *.corp.example} is all of them, but not {@code corp.example} itself. */
    record Below(String name) implements HostPattern {
        @Override
        public String toString() {
            return "*." + name;
        }
    }

    /** The host is written as an address in this network. */
    record Within(Network network) implements HostPattern {
        @Override
        public String toString() {
            return network.toString();
        }
    }

    /** The host is a name without a dot, as people use them inside their own network. */
    record NoDots() implements HostPattern {
        @Override
        public String toString() {
            return "NODOTS";
        }
    }

    /**
     * Reads what {@code toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static HostPattern parse(String text) {
        if (text.equals("NODOTS")) {
            return new NoDots();
        }
        if (text.contains("/") || isAddress(text)) {
            return new Within(Network.parse(text));
        }
        return text.startsWith("*.") ? new Below(name(text.substring(2), text)) : new Name(name(text, text));
    }

    private static String name(String name, String text) {
        var plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (plain.length() > 253 || !plain.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            throw new IllegalArgumentException("'%s' is not a host pattern".formatted(text));
        }
        return plain.toLowerCase(Locale.ROOT);
    }

    private static boolean isAddress(String text) {
        return IpAddress.parse(text).isPresent();
    }

    /** Whether that host is meant. An address is no name, whatever it looks like. */
    default boolean matches(Host host) {
        return switch (this) {
            case Name(var name) -> host.name().equals(name);
            case Below(var name) -> host.name().endsWith("." + name);
            case Within(var network) -> host.addresses().stream().anyMatch(network::contains);
            case NoDots() -> !host.isAddress() && host.name().indexOf('.') < 0;
        };
    }

    /** Whether every host that {@code other} means is meant by this as well. */
    default boolean covers(HostPattern other) {
        return switch (other) {
            case Name(var name) -> matches(Host.of(name));
            case Below(var name) -> this instanceof Below(var above) && (name.equals(above) || name.endsWith("." + above));
            case Within(var network) -> this instanceof Within(var around) && around.covers(network);
            case NoDots _ -> this instanceof NoDots;
        };
    }
}
