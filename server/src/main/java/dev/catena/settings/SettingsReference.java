// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders the manual's page of all settings, in Markdown, from their declarations. */
public final class SettingsReference {

    private static final String HEAD = "| key | value | initial | reload | meaning |\n|---|---|---|---|---|\n";

    private SettingsReference() {}

    /**
     * The page.
     *
     * @param introduction what stands above the tables, in Markdown
     */
    public static String markdown(Class<? extends Record> type, String introduction) {
        var text = new StringBuilder(introduction.strip()).append("\n\n## The file as a whole\n\n").append(HEAD);
        var root = Shape.group(type);
        root.keys().stream().filter(key -> groupIn(key.shape()) == null).forEach(key -> rows(key, "", true, false, text));
        root.keys().stream().filter(key -> groupIn(key.shape()) != null).forEach(key -> section(key, text));
        return text.toString();
    }

    private static void section(Shape.Key key, StringBuilder text) {
        text.append("\n## ").append(key.name()).append("\n\n").append(key.setting().doc()).append("\n\n").append(HEAD);
        if (key.shape() instanceof Shape.Group group && group.words().isEmpty()) {
            group.keys().forEach(each -> rows(each, key.name() + ".", key.setting().live(), key.setting().shared(), text));
        } else {
            rows(key, "", true, false, text);
        }
    }

    /** A row for the key, and one for each key below it. */
    private static void rows(Shape.Key key, String prefix, boolean live, boolean shared, StringBuilder text) {
        var name = prefix + key.name();
        var isLive = live && key.setting().live();
        var isShared = shared || key.setting().shared();
        var reload = (isLive ? "live" : "restart") + (isShared ? ", shared" : "");
        text.append("| `%s` | %s | %s | %s | %s |\n".formatted(name, value(key), initial(key), reload, cell(key.setting().doc())));
        var below = groupIn(key.shape());
        if (below != null) {
            var inside = name + (key.shape() instanceof Shape.Many ? "[]." : ".");
            below.keys().forEach(each -> rows(each, inside, isLive, isShared, text));
        }
    }

    private static Shape.@Nullable Group groupIn(Shape shape) {
        return switch (shape) {
            case Shape.Group group -> group;
            case Shape.Many(Shape.Group group) -> group;
            case Shape.Named(Shape.Group group) -> group;
            case Shape.Value _, Shape.Choice _, Shape.Many _, Shape.Named _ -> null;
        };
    }

    private static String value(Shape.Key key) {
        var range = ScalarReader.range(key.setting());
        return cell(value(key.shape()) + (range.isEmpty() ? "" : "; " + range));
    }

    private static String value(Shape shape) {
        return switch (shape) {
            case Shape.Value(var form) -> form.brief();
            case Shape.Choice choice -> String.join(", ", choice.words().keySet().stream().map("`%s`"::formatted).toList());
            case Shape.Many many -> (many.mayStandAlone() ? "one or a list of: " : "a list of: ") + value(many.element());
            case Shape.Named named -> "names, each with " + value(named.element());
            case Shape.Group group -> words(group.words()) + "the keys below";
        };
    }

    private static String words(List<Shape.Short> words) {
        return String.join("", words.stream().map(word -> "`%s` (%s) or ".formatted(word.word(), word.doc())).toList());
    }

    private static String initial(Shape.Key key) {
        if (key.isRequired()) {
            return "**required**";
        }
        return key.setting().initial().equals("{}") && groupIn(key.shape()) != null ? "" : "`%s`".formatted(cell(key.setting().initial()));
    }

    /** Text that does not end its table cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
