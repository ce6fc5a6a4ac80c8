// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.ldap.Directory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checks a password by logging in to a directory with it. */
final class DirectoryPasswords implements Passwords {
    private final Directory directory;

    DirectoryPasswords(Directory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<Attempt> check(Principal who, String written, String password) {
        if (!who.domain().isEmpty() && !directory.covers(who.domain(), who.name())) {
            return CompletableFuture.completedStage(new Attempt.Unclear("the directory has no users of the domain " + who.domain()));
        }
        return directory.check(who.name(), password).thenApply(verdict -> switch (verdict) {
            case Directory.Verdict.Right(var name) -> new Attempt.Right(new Principal(name, directory.domain().shown(), Scheme.BASIC, Groups.UNASKED), "");
            case Directory.Verdict.Wrong _ -> new Attempt.Wrong(who.shown(), "the user or the password is wrong");
            case Directory.Verdict.Unavailable(var words) -> new Attempt.Unavailable(words);
        });
    }
}
