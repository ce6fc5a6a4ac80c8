// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The accounts in an accounts file, in their order: a line each (see {@link Account}), UTF-8; empty lines and lines that begin with
 * {@code #} say nothing.
 *
 * <p>A value: {@link #with} and {@link #without} give a changed copy, {@link #write} puts it in the place of the file.
 */
public final class Accounts {
    /** Nobody. */
    public static final Accounts NONE = new Accounts(Map.of());
    /** A file with more accounts than this is refused: so many people belong into a directory. */
    public static final int ACCOUNTS_MAX = 100_000;
    /** Longest name, in characters. */
    public static final int NAME_LENGTH_MAX = 255;

    private static final long FILE_BYTES_MAX = 64L * 1024 * 1024;
    private static final String HEADING = "# Accounts of Catena, made by `catena passwd`: name:hash, a line each.\n";

    private final Map<String, Account> accounts;
    private final Map<String, Account> ignoringCase;

    private Accounts(Map<String, Account> accounts) {
        this.accounts = accounts;
        this.ignoringCase = new TreeMap<>();
        accounts.values().forEach(account -> ignoringCase.putIfAbsent(account.name().toUpperCase(Locale.ROOT), account));
    }

    /**
     * Reads a file; one that does not exist holds no accounts.
     *
     * @throws IllegalArgumentException naming file and line, if it is not an accounts file
     */
    public static Accounts read(Path file) throws IOException {
        var accounts = new LinkedHashMap<String, Account>();
        var number = 0;
        for (var line : text(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                addLine(accounts, line);
            } catch (IllegalArgumentException fault) {
                throw new IllegalArgumentException("%s:%d: %s".formatted(file, number, fault.getMessage()), fault);
            }
        }
        return new Accounts(accounts);
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IllegalArgumentException("%s is too long for an accounts file".formatted(file));
            }
            return Files.readString(file);
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    private static void addLine(Map<String, Account> accounts, String line) {
        if (accounts.size() == ACCOUNTS_MAX) {
            throw new IllegalArgumentException("more than %d accounts".formatted(ACCOUNTS_MAX));
        }
        var account = Account.parse(line);
        if (accounts.putIfAbsent(account.name(), account) != null) {
            throw new IllegalArgumentException("'%s' is there twice".formatted(account.name()));
        }
    }

    /**
     * A name as it is stored: in normal form C, like passwords.
     *
     * @throws IllegalArgumentException with a sentence for the person who chose it (RFC 7617 §2: no colon, no control characters)
     */
    public static String checkedName(String name) {
        var normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        if (normal.isBlank()) {
            throw new IllegalArgumentException("the user name is empty");
        }
        if (normal.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("the user name is longer than %d characters".formatted(NAME_LENGTH_MAX));
        }
        if (normal.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the user name has a colon, which ends a name in Basic credentials");
        }
        if (normal.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the user name has a control character");
        }
        if (normal.startsWith("#") || !normal.equals(normal.strip())) {
            throw new IllegalArgumentException("the user name begins with # or has a space at an end");
        }
        return normal;
    }

    /** The names, in the order of the file. */
    public Set<String> names() {
        return Collections.unmodifiableSet(accounts.keySet());
    }

    /** The account of exactly this name, in any normal form. */
    public Optional<Account> find(String name) {
        return Optional.ofNullable(accounts.get(Normalizer.normalize(name, Normalizer.Form.NFC)));
    }

    /** The account of this name, whatever the case of its letters, as NTLM compares names; the first in the file if there are several. */
    public Optional<Account> findIgnoringCase(String name) {
        return Optional.ofNullable(ignoringCase.get(Normalizer.normalize(name, Normalizer.Form.NFC).toUpperCase(Locale.ROOT)));
    }

    /** These accounts with one added, or in the place of the one of its name. */
    public Accounts with(Account account) {
        if (accounts.size() == ACCOUNTS_MAX && !accounts.containsKey(account.name())) {
            throw new IllegalArgumentException("more than %d accounts".formatted(ACCOUNTS_MAX));
        }
        var changed = new LinkedHashMap<>(accounts);
        changed.put(account.name(), account);
        return new Accounts(changed);
    }

    /** These accounts without one. */
    public Accounts without(String name) {
        var changed = new LinkedHashMap<>(accounts);
        changed.remove(checkedName(name));
        return new Accounts(changed);
    }

    /** Puts these accounts in the place of {@code file}: a reader sees the former file or the new one, whole; see {@link ProtectedFile}. */
    public void write(Path file) throws IOException {
        var text = new StringBuilder(HEADING);
        accounts.values().forEach(account -> text.append(account.toLine()).append('\n'));
        ProtectedFile.replace(file, text.toString());
    }
}
