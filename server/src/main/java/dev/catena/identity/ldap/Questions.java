// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What we ask a directory, in LDAP (RFC 4511). Blocking: called on threads that may wait. */
final class Questions {
    /** More groups than Windows itself puts into a user's token. */
    static final int GROUPS_MAX = 1024;
    /** Security identifiers that are resolved by one search. */
    private static final int SIDS_AT_ONCE = 100;
    private static final String TOKEN_GROUPS = "tokenGroups";
    private static final Filter ANYTHING = Filter.createPresenceFilter("objectClass");
    /** {@code S-1-5-21-}, the beginning of what a domain's own groups are called (MS-DTYP 2.4.2): not those built into each machine. */
    private static final byte[] OF_A_DOMAIN = {0, 0, 0, 0, 0, 5, 21, 0, 0, 0};
    /** RFC 4511 appendix A: constraintViolation and unwillingToPerform, for a locked account; inappropriateAuthentication, invalidCredentials,
     *  insufficientAccessRights. */
    private static final Set<Integer> REFUSALS = Set.of(19, 48, 49, 50, 53);

    private final LdapSettings settings;
    private final DirectoryConnections connections;

    /** An entry of somebody: its name in the tree, and how rules and logs call them. */
    record Person(String dn, String name) {}

    /** The directory was asked and has no single answer. The message is a clause for people. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswer(String why) {
            super(why);
        }

        String why() {
            return Objects.requireNonNull(getMessage());
        }
    }

    Questions(LdapSettings settings, DirectoryConnections connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /** @throws NoAnswer if it has no entry for the name, or several */
    Person person(String user) throws LDAPException, NoAnswer {
        var request = new SearchRequest(settings.base(), SearchScope.SUB, filter(settings.userFilter(), user, ""), settings.userAttribute());
        request.setSizeLimit(2);
        List<SearchResultEntry> entries;
        try {
            entries = connections.searching().search(request).getSearchEntries();
        } catch (LDAPSearchException failure) {
            if (!failure.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) throw failure;
            throw new NoAnswer("the directory has several entries for %s".formatted(user));
        }
        if (entries.isEmpty()) throw new NoAnswer("the directory has no entry for %s".formatted(user));
        if (entries.size() > 1) throw new NoAnswer("the directory has several entries for %s".formatted(user));
        var entry = entries.getFirst();
        @Nullable String name = entry.getAttributeValue(settings.userAttribute());
        return new Person(entry.getDN(), name == null || name.isBlank() ? user : name);
    }

    /** Whether this is the person's password: bound as them, on a connection that is used for nothing else. */
    boolean isPassword(Person person, String password) throws LDAPException {
        // RFC 4513 §5.1.2: with an empty password a bind succeeds and proves nothing
        if (password.isEmpty() || password.indexOf(0) >= 0 || person.dn.isEmpty()) return false;
        try (var connection = connections.fresh()) {
            connection.bind(person.dn, password);
            return true;
        } catch (LDAPException failure) {
            if (REFUSALS.contains(failure.getResultCode().intValue())) return false;
            throw failure;
        }
    }

    /** The names of all groups the person is in, without a domain. */
    Set<String> groups(Person person, String user) throws LDAPException {
        return settings.groupFilter().isEmpty() ? windowsGroups(person) : foundGroups(person, user);
    }

    /** As Windows itself would put them into the person's token (MS-ADTS 3.1.1.4.5.19): through other groups, and the primary one. */
    private Set<String> windowsGroups(Person person) throws LDAPException {
        @Nullable SearchResultEntry entry = connections.searching().searchForEntry(
            new SearchRequest(person.dn, SearchScope.BASE, ANYTHING, TOKEN_GROUPS));
        byte[] @Nullable [] sids = entry == null ? null : entry.getAttributeValueByteArrays(TOKEN_GROUPS);
        var wanted = sids == null ? List.<byte[]>of() : Stream.of(sids).filter(Questions::isOfADomain).limit(GROUPS_MAX).toList();
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int from = 0; from < wanted.size(); from += SIDS_AT_ONCE) {
            var some = wanted.subList(from, Math.min(wanted.size(), from + SIDS_AT_ONCE));
            names.addAll(search(Filter.createORFilter(some.stream().map(sid -> Filter.createEqualityFilter("objectSid", sid)).toList())).values());
        }
        return names;
    }

    private static boolean isOfADomain(byte[] sid) {
        // revision and count of parts come first
        return sid.length > 12 && Arrays.equals(sid, 2, 2 + OF_A_DOMAIN.length, OF_A_DOMAIN, 0, OF_A_DOMAIN.length);
    }

    /** By the filter of the settings, and if they say so, again with each group that is found. */
    private Set<String> foundGroups(Person person, String user) throws LDAPException {
        var found = new LinkedHashMap<String, String>();
        var open = new ArrayDeque<>(List.of(person.dn));
        while (!open.isEmpty() && found.size() < GROUPS_MAX) {
            search(filter(settings.groupFilter(), user, open.remove())).forEach((dn, name) -> {
                if (found.putIfAbsent(dn, name) == null && settings.nested()) open.add(dn);
            });
        }
        return found.values().stream().limit(GROUPS_MAX).collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
    }

    /** Names of groups by their normalised distinguished names. */
    private Map<String, String> search(Filter filter) throws LDAPException {
        var request = new SearchRequest(settings.base(), SearchScope.SUB, filter, settings.groupAttribute());
        request.setSizeLimit(GROUPS_MAX);
        var names = new LinkedHashMap<String, String>();
        for (var entry : connections.searching().search(request).getSearchEntries()) {
            @Nullable String name = entry.getAttributeValue(settings.groupAttribute());
            if (name != null && !name.isBlank()) names.put(DN.normalize(entry.getDN()), name);
        }
        return names;
    }

    /** What stands in for the placeholders cannot become a part of the filter (RFC 4515 §3). */
    private static Filter filter(String template, String user, String dn) throws LDAPException {
        var parts = template.split("(?=\\{user}|\\{dn})|(?<=\\{user}|\\{dn})");
        return Filter.create(Stream.of(parts).map(part -> switch (part) {
            case "{user}" -> Filter.encodeValue(user);
            case "{dn}" -> Filter.encodeValue(dn);
            default -> part;
        }).collect(Collectors.joining()));
    }
}
