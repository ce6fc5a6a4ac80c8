// SPDX-License-Identifier: Apache-2.0
package dev.catena.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the code to the table in ARCHITECTURE.md. */
class FloorsTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern INTRODUCTION = Pattern.compile("/\\*\\*(.+?)\\*/\\s*@NullMarked\\s+package", Pattern.DOTALL);

    private final Floors floors = Floors.parse(read(Path.of("../ARCHITECTURE.md")));

    @Test
    void every_class_imports_only_what_its_floor_permits() {
        assertThat(faultsIn(CLASSES)).isEmpty();
    }

    @Test
    void netty_stays_in_its_five_packages() {
        assertThat(floors.nettyFloors()).containsExactly("net", "store", "upstream", "exchange", "listen");
    }

    @Test
    void the_types_the_table_names_exist() {
        var missing = new ArrayList<String>();
        floors.rows().forEach((floor, row) -> row.types().stream()
            .filter(type -> !Files.exists(CLASSES.resolve("dev/catena").resolve(floor).resolve(type.replace('.', '/') + ".class")))
            .forEach(type -> missing.add(floor + "." + type)));
        assertThat(missing).isEmpty();
    }

    @Test
    void every_step_in_the_life_of_a_request_has_a_row() {
        var section = read(Path.of("../ARCHITECTURE.md")).split("\n## The life of a request\n", 2)[1].split("\n## ", 2)[0];
        var rows = section.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("\\|", 3)[1]).toList();
        var missing = walk(CLASSES.resolve("dev/catena/exchange"), ".class").stream()
            .map(path -> path.getFileName().toString())
            .filter(name -> name.startsWith("Step$"))
            .map(name -> name.substring("Step$".length(), name.indexOf('.')))
            .filter(step -> !step.equals("Question") && !step.equals("Action"))
            .filter(step -> rows.stream().noneMatch(row -> row.contains("`" + step + "`")))
            .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void every_package_introduces_itself() {
        var silent = new TreeSet<Path>();
        for (var source : walk(SOURCES, ".java")) {
            var introduction = source.resolveSibling("package-info.java");
            if (!Files.exists(introduction) || !introduces(read(introduction))) {
                silent.add(SOURCES.relativize(source.getParent()));
            }
        }
        assertThat(silent).as("packages without an introduction and @NullMarked in package-info.java").isEmpty();
    }

    @Test
    void a_use_of_a_sibling_is_reported_even_if_only_a_generic_signature_shows_it(@TempDir Path classes) {
        compile(classes,
            source("dev.catena.route.Router", "public final class Router {}"),
            source("dev.catena.cache.Freshness", "final class Freshness { java.util.List<dev.catena.route.Router> routers; }"));

        assertThat(faultsIn(classes))
            .containsExactly("cache.Freshness uses route.Router, which is not below it (see \"The floors\")");
    }

    @Test
    void netty_outside_its_packages_is_reported(@TempDir Path classes) {
        compile(classes,
            source("dev.catena.cache.Freshness", "record Freshness(io.netty.buffer.ByteBuf body) {}"));

        assertThat(faultsIn(classes)).containsExactly("cache.Freshness uses io.netty.buffer.ByteBuf, "
            + "and Netty stays in net, store, upstream, exchange, listen (see \"The floors\")");
    }

    @Test
    void a_package_without_a_row_is_reported_and_a_sub_package_needs_none(@TempDir Path classes) {
        compile(classes,
            source("dev.catena.util.Strings", "class Strings {}"),
            source("dev.catena.server.command.Run", "class Run {}"));

        assertThat(faultsIn(classes))
            .containsExactly("util.Strings is in package util, which has no row (see \"The floors\")");
    }

    @Test
    void a_row_that_permits_a_row_below_it_is_not_accepted() {
        var table = """
            ## The floors
            | `http` | words | `Head` | `base` |
            | `base` | words | `Size` | – |
            """;
        assertThatThrownBy(() -> Floors.parse(table))
            .hasMessage("row `http` permits [base], not all of which are above it");
    }

    private List<String> faultsIn(Path folder) {
        var faults = new ArrayList<String>();
        for (var file : walk(folder, ".class")) {
            var model = parse(file);
            var name = model.thisClass().asInternalName().replace('/', '.');
            faults.addAll(floors.faults(name, References.of(model)));
        }
        return faults;
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean introduces(String packageInfo) {
        var found = INTRODUCTION.matcher(packageInfo);
        return found.find() && found.group(1).lines().filter(line -> line.matches(".*\\w.*")).count() >= 2;
    }

    private static void compile(Path classes, JavaFileObject... sources) {
        var options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        var task = ToolProvider.getSystemJavaCompiler().getTask(null, null, null, options, null, List.of(sources));
        assertThat(task.call()).as("the provocation compiles").isTrue();
    }

    private static JavaFileObject source(String name, String declaration) {
        var text = "package " + name.substring(0, name.lastIndexOf('.')) + "; " + declaration;
        return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static Set<Path> walk(Path folder, String suffix) {
        try (var files = Files.walk(folder)) {
            return new TreeSet<>(files.filter(file -> file.toString().endsWith(suffix)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
