// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.ldap.Directory;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds out in which groups somebody is who just proved who they are. Asked with each request, as a connection that is proven lasts longer than a
 * membership: so the answer is usually there at once.
 *
 * <p>A user of the accounts file is in the groups that stand there; of somebody else the directory is asked, unless the proof itself told.
 */
final class GroupLookUp {
    private final Accounts accounts;
    private final @Nullable Directory directory;

    GroupLookUp(Accounts accounts, @Nullable Directory directory) {
        this.accounts = accounts;
        this.directory = directory;
    }

    /** The same answer with the groups of whoever it names. */
    Identified added(Identified answer) {
        return switch (answer) {
            case Identified.As(var who) -> who.isAnonymous() ? answer : added(who);
            case Identified.Checking(var verdict) -> new Identified.Checking(verdict.thenCompose(known -> switch (added(known)) {
                case Identified.Checking(var groups) -> groups;
                case Identified settled -> CompletableFuture.completedStage(settled);
            }));
            case Identified.Challenged _, Identified.Refused _ -> answer;
        };
    }

    private Identified added(Principal who) {
        if (who.isAnonymous()) return new Identified.As(who);
        if (!who.groups().isUnasked()) return new Identified.As(who.scheme().connectionBound() ? asInTheFile(who) : who);
        if (directory == null || !directory.covers(who.domain(), who.name())) return new Identified.As(who.in(Groups.NONE));
        var remembered = directory.remembered(who.name());
        if (remembered.isPresent()) return new Identified.As(who.in(remembered.get()));
        return new Identified.Checking(directory.groups(who.name()).thenApply(groups -> new Identified.As(who.in(groups))));
    }

    /** The connection may have been proven before the accounts file was read again. */
    private Principal asInTheFile(Principal who) {
        return accounts.find(who.shown()).map(Account::groups).map(Groups::of).map(who::in).orElse(who);
    }
}
