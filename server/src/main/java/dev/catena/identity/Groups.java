// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups somebody is in, as their source names them: {@code CORP\Staff}, or {@code staff} in an accounts file. Compared as Windows does,
 * without regard to case; a rule that says {@code Staff} means the group of any domain.
 */
public final class Groups {
    /** Whether somebody is in one of some groups. */
    public enum Answer { YES, NO, UNKNOWN }

    /** In no group. */
    public static final Groups NONE = new Groups(Set.of(), "", false);
    /** Nobody was asked yet. */
    static final Groups UNASKED = new Groups(Set.of(), "", true);

    private final Set<String> names;
    private final Set<String> plain;
    private final String unknown;
    private final boolean unasked;

    private Groups(Collection<String> names, String unknown, boolean unasked) {
        this.names = ignoringCase(names);
        this.plain = ignoringCase(names.stream().map(name -> name.substring(name.indexOf('\\') + 1)).toList());
        this.unknown = unknown;
        this.unasked = unasked;
    }

    private static Set<String> ignoringCase(Collection<String> names) {
        if (names.isEmpty()) return Set.of();
        var sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sorted.addAll(names);
        return Collections.unmodifiableSet(sorted);
    }

    public static Groups of(Collection<String> names) {
        return names.isEmpty() ? NONE : new Groups(names, "", false);
    }

    /** Nobody could say; a clause for people says why. */
    public static Groups unknown(String why) {
        return new Groups(Set.of(), why, false);
    }

    /** Their names, in alphabetical order. */
    public Set<String> names() {
        return names;
    }

    /** Why they are not known; empty if they are. */
    public String whyUnknown() {
        return unknown;
    }

    boolean isUnasked() {
        return unasked;
    }

    /** Whether one of them is among those that a rule names. */
    public Answer any(List<String> wanted) {
        for (var name : wanted) {
            var among = name.indexOf('\\') < 0 ? plain : names;
            if (!among.isEmpty() && among.contains(name)) return Answer.YES;
        }
        return unknown.isEmpty() ? Answer.NO : Answer.UNKNOWN;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Groups groups && groups.names.equals(names) && groups.unknown.equals(unknown) && groups.unasked == unasked;
    }

    @Override
    public int hashCode() {
        return unknown.hashCode() + names.size();
    }

    @Override
    public String toString() {
        return unasked ? "not asked for" : unknown.isEmpty() ? names.toString() : "unknown: " + unknown;
    }
}
