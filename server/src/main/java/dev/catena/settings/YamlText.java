// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML text into nodes. Works on the parser's events instead of its tree, so that depth and the growth by aliases are
 * bounded here, and by our numbers.
 */
final class YamlText {

    /** Settings are nested five deep; a file deeper than this is an attack or an accident. */
    static final int DEPTH_MAX = 32;
    /** Nodes of a file, those that aliases repeat counted each time. */
    static final int NODES_MAX = 100_000;

    private final String file;
    private final List<String> lines;
    private final Iterator<Event> events;
    private final Map<Anchor, Node> anchors = new HashMap<>();
    private int nodes;

    /** Stops the parsing: what follows a broken place cannot be trusted. */
    private static final class Broken extends RuntimeException {
        private final transient Fault fault;

        Broken(Fault fault) {
            super(fault.sentence(), null, false, false);
            this.fault = fault;
        }
    }

    private YamlText(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
        var bounds = LoadSettings.builder().setLabel(file).setCodePointLimit(SettingsReader.FILE_BYTES_MAX).build();
        this.events = new Parse(bounds).parseString(text).iterator();
    }

    /** The only document of {@code text}, null when there is none; what is broken goes to {@code faults}. */
    static @Nullable Node parse(String file, String text, Faults faults) {
        try {
            return new YamlText(file, text).document(text);
        } catch (Broken broken) {
            faults.add(broken.fault);
            return null;
        }
    }

    private @Nullable Node document(String text) {
        try {
            var root = (Node) null;
            while (events.hasNext()) {
                var event = events.next();
                if (event instanceof DocumentStartEvent && root != null) {
                    throw broken(event.getStartMark(), "a second YAML document begins here",
                        "keep one document in the file: remove this '---'");
                }
                if (event instanceof DocumentStartEvent) {
                    root = node(events.next(), 0);
                }
            }
            return root;
        } catch (MarkedYamlEngineException failure) {
            throw broken(failure.getProblemMark().or(failure::getContextMark), "not valid YAML: " + problem(failure), remedy(failure));
        } catch (ReaderException failure) {
            throw unprintable(text, failure);
        } catch (YamlEngineException failure) {
            throw broken(Optional.empty(), "not valid YAML: " + failure.getMessage(), "");
        }
    }

    private Node node(Event event, int depth) {
        if (depth > DEPTH_MAX) {
            throw broken(event.getStartMark(), "nested deeper than %d levels".formatted(DEPTH_MAX), "no setting is nested that deep");
        }
        return switch (event) {
            case AliasEvent alias -> repeated(alias);
            case ScalarEvent scalar -> {
                begin(scalar, scalar.getTag());
                yield anchored(scalar.getAnchor(), new Node.Scalar(scalar.getValue(), !scalar.isPlain(), origin(scalar.getStartMark())));
            }
            case CollectionStartEvent start -> {
                begin(start, start.getTag());
                yield anchored(start.getAnchor(), start instanceof SequenceStartEvent ? sequence(start, depth) : mapping(start, depth));
            }
            default -> throw new IllegalStateException("a YAML node cannot begin with " + event);
        };
    }

    private Node sequence(Event start, int depth) {
        var elements = new ArrayList<Node>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            elements.add(node(event, depth + 1));
        }
        return Node.Sequence.of(elements, origin(start.getStartMark()));
    }

    private Node mapping(Event start, int depth) {
        var entries = new ArrayList<Node.Entry>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(node(event, depth + 1) instanceof Node.Scalar key)) {
                throw broken(event.getStartMark(), "a list or mapping stands where a key is expected",
                    "YAML reads { and [ as the begin of a mapping or list: put text that begins with them into quotes");
            }
            entries.add(new Node.Entry(key, node(events.next(), depth + 1)));
        }
        return Node.Mapping.of(entries, origin(start.getStartMark()));
    }

    private Node anchored(Optional<Anchor> anchor, Node node) {
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private Node repeated(AliasEvent alias) {
        var node = anchors.get(alias.getAlias());
        if (node == null) {
            throw broken(alias.getStartMark(), "YAML reads *%s as a reference to an anchor &%s, which is not there"
                .formatted(alias.getAlias(), alias.getAlias()), "put text that begins with * into quotes");
        }
        count(alias, node.size());
        return node;
    }

    private void begin(Event event, Optional<String> tag) {
        count(event, 1);
        if (tag.isPresent()) {
            throw broken(event.getStartMark(), "YAML tags (%s) mean nothing here".formatted(tag.get()),
                "remove the tag; put text that begins with ! into quotes");
        }
    }

    private void count(Event event, int added) {
        nodes += added;
        if (nodes > NODES_MAX) {
            throw broken(event.getStartMark(), "more than %d values (aliases counted each time)".formatted(NODES_MAX), "write less");
        }
    }

    private Broken broken(Optional<Mark> mark, String happened, String remedy) {
        return new Broken(new Fault(Fault.Severity.ERROR, origin(mark), "", happened, "", remedy));
    }

    private Broken unprintable(String text, ReaderException failure) {
        var before = text.substring(0, text.offsetByCodePoints(0, Math.min(failure.getPosition(), text.codePointCount(0, text.length()))));
        var linesBefore = before.split("\r\n|\r|\n", -1);
        var last = linesBefore[linesBefore.length - 1];
        var origin = new Origin(file, linesBefore.length, last.codePointCount(0, last.length()) + 1, "");
        return new Broken(new Fault(Fault.Severity.ERROR, origin, "",
            "the character U+%04X does not belong into a text file".formatted(failure.getCodePoint()), "", "remove it"));
    }

    private static String problem(MarkedYamlEngineException failure) {
        return failure.getContext() == null ? failure.getProblem() : failure.getProblem() + " " + failure.getContext();
    }

    private static String remedy(MarkedYamlEngineException failure) {
        var problem = failure.getProblem();
        if (problem.contains("'\\t(TAB)'")) {
            return "indent with spaces: YAML does not allow tabs";
        }
        if (failure.getContext() != null && failure.getContext().contains("an alias")) {
            return "YAML reads * as a reference: put text that begins with it into quotes";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "is the indentation right? Text with ': ' in it needs quotes";
        }
        return "";
    }

    private Origin origin(Optional<Mark> mark) {
        return mark.map(at -> new Origin(file, at.getLine() + 1, at.getColumn() + 1, line(at.getLine()))).orElse(Origin.start(file));
    }

    private String line(int index) {
        return index < lines.size() ? lines.get(index) : "";
    }
}
