// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.FailureWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is to be found, never the secret: {@code env:NAME} or {@code file:PATH}. Prints itself as {@code ****}.
 */
@Scalar(expected = "a reference to a secret: env:NAME or file:PATH", pattern = "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")
public final class Secret {

    /** A secret file longer than this is some other file. */
    public static final int FILE_BYTES_MAX = 64 * 1024;

    private final String reference;

    private Secret(String reference) {
        this.reference = reference;
    }

    /**
     * Reads a reference.
     *
     * @throws IllegalArgumentException with a sentence that does not repeat the text, for it may be the secret itself
     */
    public static Secret parse(String text) {
        if (isReference(text)) {
            return new Secret(text);
        }
        throw new IllegalArgumentException("the secret itself must not be written here");
    }

    static boolean isReference(String text) {
        return text.matches("env:[A-Za-z_][A-Za-z0-9_]*|file:.+");
    }

    /**
     * Fetches the secret: the variable's value, or the file's text without its last line break.
     *
     * @param environment looks up a variable, null when it is not set: {@code System::getenv}
     * @throws IllegalStateException when it is not there; the message names the variable or file
     */
    public String reveal(UnaryOperator<@Nullable String> environment) {
        var name = reference.substring(reference.indexOf(':') + 1);
        return reference.startsWith("env:") ? variable(name, environment) : file(Path.of(name));
    }

    private static String variable(String name, UnaryOperator<@Nullable String> environment) {
        var value = environment.apply(name);
        if (value == null) {
            throw new IllegalStateException("the environment variable %s is not set: set it for the proxy's process, or write file:PATH instead".formatted(name));
        }
        return value;
    }

    private static String file(Path path) {
        try {
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new IllegalStateException("%s is too long for a secret (more than %d bytes)".formatted(path, FILE_BYTES_MAX));
            }
            return Files.readString(path).replaceFirst("\\R\\z", "");
        } catch (IOException failure) {
            throw new IllegalStateException("the secret cannot be read: " + FailureWords.of(failure), failure);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.reference.equals(reference);
    }

    @Override
    public int hashCode() {
        return reference.hashCode();
    }

    /** Always the same four stars. */
    @Override
    public String toString() {
        return "****";
    }
}
