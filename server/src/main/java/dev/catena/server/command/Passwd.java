// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.identity.IdentitySettings;
import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.accounts.PasswordHash;
import dev.catena.identity.digest.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "passwd", description = "Makes an account, or gives it another password, in an accounts file.",
    footer = {"", "Example: catena passwd --file /etc/catena/accounts alice"})
final class Passwd implements Callable<Integer> {
    /** Longest line read from standard input, in bytes; longer passwords are refused anyway. */
    private static final int LINE_BYTES_MAX = 4 * PasswordHash.PASSWORD_BYTES_MAX;

    private final Surroundings surroundings;

    @Mixin
    private final SettingsFile settings;

    @Option(names = "--file", paramLabel = "FILE", description = "The accounts file; otherwise `accounts` beside the settings file.")
    @Nullable Path file;

    @Option(names = "--stdin", description = "Read the password from standard input, one line, instead of asking twice.")
    boolean stdin;

    @Option(names = "--digest", description = "Let the user log in by Digest, too: stores a hash that is as good as the password for it.")
    boolean digest;

    @Option(names = "--digest-md5", description = "The same for clients that know Digest with MD5 only.")
    boolean digestMd5;

    @Option(names = "--realm", paramLabel = "REALM", defaultValue = IdentitySettings.REALM,
        description = "For --digest: `identity.realm` of the settings (default: ${DEFAULT-VALUE}).")
    String realm = IdentitySettings.REALM;

    @Option(names = "--ntlm", description = "Let the user log in by NTLM, too: stores the NT hash, which is as good as the password for it.")
    boolean ntlm;

    @Option(names = "--group", paramLabel = "GROUP", description = "A group the user is in, for rules and routes; may be repeated. Without it "
        + "an account keeps the groups it has.")
    List<String> groups = List.of();

    @ArgGroup
    @Nullable Instead instead;

    @Parameters(arity = "0..1", paramLabel = "USER", description = "The account's name; with a domain, DOMAIN\\USER.")
    @Nullable String user;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    /** What may be done instead of setting a password. */
    static final class Instead {
        @Option(names = "--delete", description = "Delete the account.")
        boolean delete;

        @Option(names = "--list", description = "Print the names of all accounts.")
        boolean list;

        @Option(names = "--regroup", description = "Leave the password alone: put the account into the groups of --group and into no others.")
        boolean regroup;

        @Option(names = "--verify", description = "Check a password; exit code 1 if it is not the account's.")
        boolean verify;
    }

    Passwd(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.settings = new SettingsFile(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        var accountsFile = accountsFile();
        try {
            var accounts = Accounts.read(accountsFile);
            if (instead != null && instead.list) {
                accounts.names().forEach(spec.commandLine().getOut()::println);
                return ExitCode.OK;
            }
            if (user == null) {
                throw Problem.usage("whose account? Give a user name, or --list");
            }
            var name = Accounts.checkedName(user);
            if (instead != null && instead.delete) {
                return delete(accounts, name, accountsFile);
            }
            if (instead != null && instead.regroup) {
                return regroup(accounts, name, accountsFile);
            }
            return instead != null && instead.verify ? verify(accounts, name) : set(accounts, name, accountsFile);
        } catch (IllegalArgumentException fault) {
            throw Problem.found(String.valueOf(fault.getMessage()));
        }
    }

    private Path accountsFile() {
        if (file != null) {
            return surroundings.workingFolder().resolve(file);
        }
        return settings.found().map(found -> found.resolveSibling("accounts")).orElseThrow(() -> Problem.usage(
            "there is no settings file beside which the accounts could be; name the accounts file with --file"));
    }

    private int set(Accounts accounts, String name, Path accountsFile) throws IOException {
        var isNew = !accounts.names().contains(name);
        var password = stdin ? firstLine() : askedTwice(name);
        try {
            accounts.with(account(name, password).withGroups(groups.isEmpty() ? former(accounts, name) : groups)).write(accountsFile);
        } finally {
            Arrays.fill(password, '\0');
        }
        say(isNew ? "added %s to %s" : "changed the password of %s in %s", name, accountsFile);
        if (digest || digestMd5 || ntlm) {
            say("%s now holds hashes that are as good as the password of %s: guard it like one", accountsFile, name);
        }
        return ExitCode.OK;
    }

    private static List<String> former(Accounts accounts, String name) {
        return accounts.find(name).map(Account::groups).orElse(List.of());
    }

    private int regroup(Accounts accounts, String name, Path accountsFile) throws IOException {
        var account = accounts.find(name).orElseThrow(() -> Problem.found("there is no account %s in %s".formatted(name, accountsFile)));
        accounts.with(account.withGroups(groups)).write(accountsFile);
        say("%s is in %s now", name, groups.isEmpty() ? "no group" : String.join(", ", groups));
        return ExitCode.OK;
    }

    /** All hashes are of this password: what was stored for the former one does not stay. */
    private Account account(String name, char[] password) {
        var account = new Account(name, PasswordHash.of(password, new SecureRandom()));
        if (digest) {
            account = account.withDigest(DigestAlgorithm.SHA_256, Account.checkedRealm(realm), password);
        }
        if (digestMd5) {
            account = account.withDigest(DigestAlgorithm.MD5, Account.checkedRealm(realm), password);
        }
        return ntlm ? account.withNtHash(password) : account;
    }

    private int delete(Accounts accounts, String name, Path accountsFile) throws IOException {
        if (!accounts.names().contains(name)) {
            throw Problem.found("there is no account %s in %s".formatted(name, accountsFile));
        }
        accounts.without(name).write(accountsFile);
        say("deleted %s from %s", name, accountsFile);
        return ExitCode.OK;
    }

    private int verify(Accounts accounts, String name) throws IOException {
        var hash = accounts.find(name).orElseThrow(() -> Problem.found("there is no account %s".formatted(name))).hash();
        var password = stdin ? firstLine() : surroundings.password().ask("Password of %s: ".formatted(name));
        var right = hash.matches(password);
        Arrays.fill(password, '\0');
        say(right ? "that is the password of %s" : "that is not the password of %s", name);
        return right ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private char[] askedTwice(String name) {
        var first = surroundings.password().ask("New password of %s: ".formatted(name));
        var second = surroundings.password().ask("The same again: ");
        if (!Arrays.equals(first, second)) {
            throw Problem.found("the two passwords differ; nothing was changed");
        }
        Arrays.fill(second, '\0');
        return first;
    }

    /** The first line of standard input, without its line break. */
    private char[] firstLine() throws IOException {
        var bytes = surroundings.in().readNBytes(LINE_BYTES_MAX);
        var end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end > 0 && bytes[end - 1] == '\r') {
            end--;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString().toCharArray();
        } catch (CharacterCodingException notUtf8) {
            throw Problem.found("the password on standard input is not UTF-8");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void say(String sentence, Object... words) {
        spec.commandLine().getErr().println("catena: " + sentence.formatted(words));
    }
}
