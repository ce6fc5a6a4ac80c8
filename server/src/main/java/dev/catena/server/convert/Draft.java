// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is known of the new settings so far, and what has to be said of the old ones. Each reader fills one in. */
public final class Draft {
    /** The order of the top level, that of the settings chapter. */
    private static final List<String> ORDER = List.of("version", "name", "listeners", "identity", "upstreams", "routes", "policy", "connect",
        "destinations", "cache", "dns", "limits", "timeouts", "origins", "console", "log");

    private final Yaml.Mapping root = new Yaml.Mapping().put("version", 1);
    private final Set<Note> notes = new LinkedHashSet<>();
    private final Set<Place> spokenOf = new LinkedHashSet<>();

    /** Sets {@code cache.memory} and the like; a later call for the same key replaces the value. */
    public void set(String path, Place from, Yaml value) {
        spokenOf.add(from);
        var keys = path.split("\\.");
        var mapping = root;
        for (int i = 0; i + 1 < keys.length; i++) mapping = child(mapping, keys[i]);
        var key = keys[keys.length - 1];
        mapping.put(key, value).comment(key, from.toString());
    }

    public void set(String path, Place from, String text) {
        set(path, from, new Yaml.Plain(text, true));
    }

    public void set(String path, Place from, List<String> items) {
        set(path, from, new Yaml.Flow(items));
    }

    public void set(String path, Place from, long number) {
        set(path, from, new Yaml.Plain(Long.toString(number), false));
    }

    /** Appends an element to a list at the top level. */
    public void add(String list, Place from, String words, Yaml.Mapping element) {
        spokenOf.add(from);
        if (root.get(list).isEmpty()) root.put(list, new Yaml.Sequence());
        if (root.get(list).orElseThrow() instanceof Yaml.Sequence sequence) {
            sequence.add(element, (from + " " + words).strip());
        }
    }

    private static Yaml.Mapping child(Yaml.Mapping parent, String key) {
        if (parent.get(key).orElse(null) instanceof Yaml.Mapping there) return there;
        var made = new Yaml.Mapping();
        parent.put(key, made);
        return made;
    }

    /** Whether an access log goes there already. */
    public boolean hasLogTo(String path) {
        return root.get("log").orElse(null) instanceof Yaml.Sequence logs
            && logs.mappings().stream().anyMatch(log -> log.get("to").orElse(null) instanceof Yaml.Plain(var to, _) && to.equals(path));
    }

    /** This line is in the result, though no key says so by itself. */
    public void carried(Place from) {
        spokenOf.add(from);
    }

    public void closed(Place place, String directive, String reason, String remedy) {
        note(Note.Kind.CLOSED, place, directive, reason, remedy);
    }

    public void notCarried(Place place, String directive, String reason, String remedy) {
        note(Note.Kind.NOT_CARRIED, place, directive, reason, remedy);
    }

    public void byHand(Place place, String directive, String reason, String remedy) {
        note(Note.Kind.BY_HAND, place, directive, reason, remedy);
    }

    public void notNeeded(Place place, String directive, String reason) {
        note(Note.Kind.NOT_NEEDED, place, directive, reason, "");
    }

    public void note(Note.Kind kind, Place place, String directive, String reason, String remedy) {
        spokenOf.add(place);
        notes.add(new Note(kind, place, directive, reason, remedy));
    }

    /** Whether this line is in the result or in the notes. */
    public boolean speaksOf(Place place) {
        return spokenOf.contains(place);
    }

    /** The end: the settings as text, and the notes, the weightiest first. */
    public Conversion finish(String title) {
        var ordered = new Yaml.Mapping();
        ORDER.forEach(key -> root.get(key).ifPresent(value -> ordered.put(key, value)));
        var text = new StringBuilder();
        title.lines().forEach(line -> text.append("# ").append(line).append('\n'));
        for (var key : ORDER) root.get(key).ifPresent(_ -> text.append(one(ordered, key)));
        var sorted = new ArrayList<>(notes);
        sorted.sort((one, other) -> one.kind().compareTo(other.kind()));
        return new Conversion(text.toString(), sorted);
    }

    private String one(Yaml.Mapping ordered, String key) {
        var part = new StringBuilder();
        var single = new Yaml.Mapping().put(key, ordered.get(key).orElseThrow());
        root.commentOf(key).ifPresent(comment -> single.comment(key, comment));
        single.printEntries(part, "", "");
        return part.toString();
    }
}
