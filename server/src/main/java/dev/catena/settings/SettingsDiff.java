// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says what changed between two readings of the settings, in the words of the file. */
public final class SettingsDiff {

    private final List<Change> changes = new ArrayList<>();

    /**
     * One difference.
     *
     * @param path the setting, as {@code --set} names it
     * @param what {@code 256MiB -> 1GiB}, or {@code rule 'no-mail' added}
     * @param live whether a reload applies it; otherwise it waits for a restart
     */
    public record Change(String path, String what, boolean live) {

        /** {@code cache.memory: 256MiB -> 1GiB} */
        @Override
        public String toString() {
            return "%s: %s%s".formatted(path, what, live ? "" : " (needs a restart)");
        }
    }

    private SettingsDiff() {}

    /** The differences in the order of the file; empty when the settings are equal. */
    public static <T extends Record> List<Change> between(T before, T after) {
        var diff = new SettingsDiff();
        diff.group(Shape.group(before.getClass()), before, after, "", true);
        return List.copyOf(diff.changes);
    }

    private void group(Shape.Group group, Object before, Object after, String path, boolean live) {
        for (var key : group.keys()) {
            compare(key.shape(), key.of(before), key.of(after), Paths.key(path, key.name()), live && key.setting().live());
        }
    }

    private void compare(Shape shape, Object before, Object after, String path, boolean live) {
        if (before.equals(after)) {
            return;
        }
        switch (shape) {
            case Shape.Group group -> group(group, before, after, path, live);
            case Shape.Named named -> byName(named.element(), "", map(before), map(after), path, live);
            case Shape.Many(Shape.Group element) when element.nameKey().isPresent() -> {
                var name = element.nameKey().get();
                byName(element, element.noun() + " ", named(name, before), named(name, after), path, live);
                order(List.copyOf(named(name, before).keySet()), List.copyOf(named(name, after).keySet()), path, live);
            }
            case Shape.Many(Shape.Group element) -> byIndex(element, (List<?>) before, (List<?>) after, path, live);
            case Shape.Value(var form) when form.isSecret() -> add(path, "another secret", live);
            case Shape.Value _, Shape.Choice _, Shape.Many _ ->
                add(path, EffectiveSettings.inline(shape, before) + " -> " + EffectiveSettings.inline(shape, after), live);
        }
    }

    private void byName(Shape element, String noun, Map<String, ?> before, Map<String, ?> after, String path, boolean live) {
        var names = new LinkedHashSet<String>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var old = before.get(name);
            var now = after.get(name);
            if (old != null && now != null) {
                compare(element, old, now, Paths.key(path, name), live);
            } else {
                add(path, "%s'%s' %s".formatted(noun, name, old == null ? "added" : "removed"), live);
            }
        }
    }

    /** Of what both have, the order; it decides which rule is asked first. */
    private void order(List<String> before, List<String> after, String path, boolean live) {
        var kept = before.stream().filter(after::contains).toList();
        var now = after.stream().filter(before::contains).toList();
        if (!kept.equals(now)) {
            add(path, "the order is now " + String.join(", ", after), live);
        }
    }

    private void byIndex(Shape.Group element, List<?> before, List<?> after, String path, boolean live) {
        for (var i = 0; i < Math.max(before.size(), after.size()); i++) {
            if (i < before.size() && i < after.size()) {
                compare(element, before.get(i), after.get(i), Paths.element(path, i), live);
            } else {
                var only = i < after.size() ? after.get(i) : before.get(i);
                var fate = i < after.size() ? "added" : "removed";
                add(path, "%s %s %s".formatted(element.noun(), EffectiveSettings.inline(element, only), fate), live);
            }
        }
    }

    private void add(String path, String what, boolean live) {
        changes.add(new Change(path, what, live));
    }

    private static Map<String, Object> map(Object value) {
        var map = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) value).forEach((name, each) -> map.put((String) name, Objects.requireNonNull(each)));
        return map;
    }

    private static Map<String, Object> named(Shape.Key name, Object list) {
        var map = new LinkedHashMap<String, Object>();
        ((List<?>) list).forEach(each -> map.put((String) name.of(Objects.requireNonNull(each)), each));
        return map;
    }
}
