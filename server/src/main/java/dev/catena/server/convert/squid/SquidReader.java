// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Note;
import dev.catena.server.convert.Place;
import dev.catena.server.convert.SourceFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines of squid.conf that are in force, in their order: continued lines joined, other files included, conditions decided, macros replaced.
 * Conditions are decided for the only process there is here, number 0.
 */
final class SquidReader {
    /** As Squid has it. */
    private static final int INCLUDE_DEPTH_MAX = 16;
    private static final Pattern EQUATION = Pattern.compile("(\\d{1,9})\\s*=\\s*(\\d{1,9})");

    private final SourceFiles files;
    private final Draft draft;
    private final List<Directive> directives = new ArrayList<>();
    private final Deque<Branch> branches = new ArrayDeque<>();

    /** Of an {@code if}: whether its lines are in force, and whether those of its else are. */
    private record Branch(boolean taken, boolean otherTaken, boolean undecided) {}

    private SquidReader(SourceFiles files, Draft draft) {
        this.files = files;
        this.draft = draft;
    }

    static List<Directive> read(SourceFiles files, List<String> lines, Draft draft) {
        var reader = new SquidReader(files, draft);
        reader.file(files.shown(files.main()), lines, 0);
        return List.copyOf(reader.directives);
    }

    private void file(String name, List<String> lines, int depth) {
        for (int i = 0; i < lines.size(); i++) {
            var place = new Place(name, i + 1);
            var whole = new StringBuilder(i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i));
            while (!whole.isEmpty() && whole.charAt(whole.length() - 1) == '\\' && i + 1 < lines.size()) {
                whole.setLength(whole.length() - 1);
                whole.append(lines.get(++i));
            }
            line(whole.toString().strip(), place, depth);
        }
    }

    private void line(String text, Place place, int depth) {
        var words = words(text);
        if (words.isEmpty()) return;
        var name = words.removeFirst().text();
        switch (name) {
            case "if" -> begin(text.substring(2).strip(), words, place);
            case "else" -> turn(place);
            case "endif" -> end(place);
            default -> {
                if (!inForce()) draft.note(skippedKind(), place, shown(name), "it stands in a branch that is not in force", skippedRemedy());
                else if (name.equals("include")) include(words, place, depth);
                else directives.add(new Directive(name, words, place));
            }
        }
    }

    private Note.Kind skippedKind() {
        return branches.stream().anyMatch(Branch::undecided) ? Note.Kind.NOT_CARRIED
            : Note.Kind.NOT_NEEDED;
    }

    private String skippedRemedy() {
        return branches.stream().anyMatch(Branch::undecided) ? "take the condition out of the file and convert it again" : "";
    }

    private boolean inForce() {
        return branches.stream().allMatch(Branch::taken);
    }

    private void begin(String condition, List<Directive.Word> words, Place place) {
        var replaced = replaced(condition);
        var equation = EQUATION.matcher(replaced);
        if (replaced.equals("true") || replaced.equals("false")) {
            branches.push(new Branch(replaced.equals("true"), replaced.equals("false"), false));
        } else if (equation.matches()) {
            boolean equal = Integer.parseInt(equation.group(1)) == Integer.parseInt(equation.group(2));
            branches.push(new Branch(equal, !equal, false));
        } else {
            if (inForce()) directives.add(new Directive(Directive.UNDECIDED_CONDITION, words, place));
            branches.push(new Branch(false, false, true));
            return;
        }
        draft.notNeeded(place, "if", "the condition is decided for a single process, number 0");
    }

    private void turn(Place place) {
        draft.carried(place);
        if (branches.isEmpty()) {
            draft.notCarried(place, "else", "there is no if before it", "correct the file");
            return;
        }
        var branch = branches.pop();
        branches.push(new Branch(branch.otherTaken, false, branch.undecided));
    }

    private void end(Place place) {
        draft.carried(place);
        if (branches.isEmpty()) draft.notCarried(place, "endif", "there is no if before it", "correct the file");
        else branches.pop();
    }

    private void include(List<Directive.Word> words, Place place, int depth) {
        draft.carried(place);
        for (var word : words) {
            var found = found(word.text(), place);
            if (found.isEmpty() && !isPattern(word.text()) || depth + 1 > INCLUDE_DEPTH_MAX) {
                directives.add(new Directive(Directive.UNREADABLE_INCLUDE, List.of(word), place));
                continue;
            }
            for (var file : found) {
                var lines = files.lines(file);
                if (lines.isEmpty()) directives.add(new Directive(Directive.UNREADABLE_INCLUDE, List.of(word), place));
                else file(files.shown(file), lines.get(), depth + 1);
            }
        }
    }

    private static boolean isPattern(String name) {
        return name.matches(".*[*?\\[].*");
    }

    /** The files a name or a pattern means, in the order of their names. A pattern without a file means nothing is missing. */
    private List<Path> found(String name, Place place) {
        var path = files.named(isPattern(name) ? name.replaceFirst("[^/]*$", "") : name);
        if (path.isEmpty()) return List.of();
        if (!isPattern(name)) return Files.isRegularFile(path.get()) ? List.of(path.get()) : List.of();
        var found = new ArrayList<Path>();
        try (var folder = Files.newDirectoryStream(path.get(), name.substring(name.lastIndexOf('/') + 1))) {
            folder.forEach(found::add);
        } catch (IOException | IllegalArgumentException | DirectoryIteratorException unreadable) {
            directives.add(new Directive(Directive.UNREADABLE_INCLUDE, List.of(), place));
        }
        found.sort(null);
        return found;
    }

    /** Words stand between blanks or in quotes; one that begins with # is the end. */
    static List<Directive.Word> words(String text) {
        var words = new ArrayList<Directive.Word>();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '#') {
                break;
            } else if ((c == '"' || c == '\'') && text.indexOf(c, i + 1) > 0) {
                int end = text.indexOf(c, i + 1);
                words.add(new Directive.Word(replaced(text.substring(i + 1, end)), true));
                i = end + 1;
            } else {
                int end = i;
                while (end < text.length() && !Character.isWhitespace(text.charAt(end))) end++;
                words.add(new Directive.Word(replaced(text.substring(i, end)), false));
                i = end;
            }
        }
        return words;
    }

    private static String replaced(String text) {
        return text.replace("${service_name}", "squid").replace("${process_name}", "squid").replace("${process_number}", "0");
    }

    /** A keyword for people; what does not look like one may be something secret. */
    static String shown(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,40}") ? name : "a line";
    }
}
