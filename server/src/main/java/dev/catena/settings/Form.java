// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.ByteSize;
import dev.catena.base.IpAddress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/**
 * How a value is written as one scalar.
 *
 * @param type the values' class
 * @param expected what a person should write, with an article and an example
 * @param pattern a regular expression that JSON Schema understands; empty when there is none
 * @param kinds what YAML may take the scalar for
 * @param parse reads it, or throws {@link IllegalArgumentException} with a sentence for the person who wrote it
 * @param print writes what {@code parse} reads
 */
record Form(Class<?> type, String expected, String pattern, Set<Node.Kind> kinds, Function<String, Object> parse,
    Function<Object, String> print) {


    private static final Set<Node.Kind> TEXT = Set.of(Node.Kind.TEXT);
    private static final Set<Node.Kind> WHOLE = Set.of(Node.Kind.WHOLE);

    /** The form of a class the reader knows by itself, or that declares itself as a {@link Scalar}. */
    static Form of(Class<?> type) {
        if (type == String.class) {
            return new Form(type, "text", "", TEXT, text -> text, Object::toString);
        }
        if (type == int.class || type == Integer.class) {
            return new Form(type, "a whole number", "", WHOLE, Form::whole, Object::toString);
        }
        if (type == boolean.class) {
            return new Form(type, "true or false", "", Set.of(Node.Kind.FLAG), Form::flag, Object::toString);
        }
        if (type == Duration.class) {
            return new Form(type, "a time with its unit: 250ms, 20s, 5m, 1h or 1d", Times.PATTERN, TEXT, Times::parse,
                time -> Times.print((Duration) time));
        }
        if (type == ByteSize.class) {
            return new Form(type, "a size with its unit: 0B, 64KiB, 256MiB or 1GiB", "^[0-9]+(B|KiB|MiB|GiB|TiB)$", TEXT,
                ByteSize::parse, Object::toString);
        }
        if (type == InetAddress.class) {
            return new Form(type, "an IP address, such as 10.0.0.1 or fc00::1", "^[0-9A-Fa-f:.]+$", TEXT, Form::address,
                address -> ((InetAddress) address).getHostAddress());
        }
        return declared(type);
    }

    private static Form declared(Class<?> type) {
        var scalar = type.getAnnotation(Scalar.class);
        if (scalar == null) {
            throw new IllegalStateException("%s is not a type of a setting: it lacks @Scalar".formatted(type.getName()));
        }
        try {
            var parse = type.getMethod("parse", String.class);
            var kinds = scalar.number() ? Set.of(Node.Kind.TEXT, Node.Kind.WHOLE) : TEXT;
            return new Form(type, scalar.expected(), scalar.pattern(), kinds, text -> call(parse, text), Object::toString);
        } catch (NoSuchMethodException missing) {
            throw new IllegalStateException("%s is a @Scalar without parse(String)".formatted(type.getName()), missing);
        }
    }

    private static Object call(Method parse, String text) {
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof IllegalArgumentException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException("%s failed on a text of %d characters".formatted(parse, text.length()), failure);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException("%s is not public".formatted(parse), closed);
        }
    }

    private static Object whole(String text) {
        if (!text.matches("[-+]?[0-9]+")) {
            throw new IllegalArgumentException("%s is not a whole number in plain decimal digits".formatted(text));
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException tooLong) {
            throw new IllegalArgumentException("%s is larger than can be counted".formatted(text), tooLong);
        }
    }

    private static Object flag(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            case "yes", "Yes", "YES", "on", "On", "ON", "y" ->
                throw new IllegalArgumentException("YAML 1.2 takes '%s' for a text: write true".formatted(text));
            case "no", "No", "NO", "off", "Off", "OFF", "n" ->
                throw new IllegalArgumentException("YAML 1.2 takes '%s' for a text: write false".formatted(text));
            default -> throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        };
    }

    private static Object address(String text) {
        return IpAddress.parse(text).orElseThrow(() -> new IllegalArgumentException("'%s' is not an IP address".formatted(text)));
    }

    /** What is expected, without the example. */
    String brief() {
        return expected.split(": |, such as", 2)[0];
    }

    /** Whether what stands in its place may be the secret itself. */
    boolean isSecret() {
        return type == Secret.class;
    }
}
