// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an I/O failure says to people: of most failures of files the JDK's message is nothing but a path. */
public final class FailureWords {
    private FailureWords() {}

    /** A clause, such as {@code there is no file /etc/catena/proxy.keytab}. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> "%s may not be read by the user %s".formatted(denied.getFile(), System.getProperty("user.name"));
            case FileSystemException other when other.getReason() == null -> "%s cannot be used (%s)".formatted(other.getFile(), other.getClass().getSimpleName());
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
