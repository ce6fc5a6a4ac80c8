// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.server.ProxySettings;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A configuration that was converted, and whose result the real reader takes. */
record Converted(Conversion conversion, ProxySettings settings) {
    static Converted of(Product product, Path folder, String text) {
        try {
            var file = Files.writeString(folder.resolve(product == Product.PX ? "px.ini" : product.name().toLowerCase(Locale.ROOT) + ".conf"), text);
            var files = new SourceFiles(file);
            var conversion = product.convert(files, files.lines(file).orElseThrow());
            var reading = SettingsReader.of(ProxySettings.class).read("catena.yaml", conversion.yaml(), List.of());
            assertThat(reading).as(() -> text + "\n---\n" + conversion.yaml() + reading.faults()).isInstanceOf(Reading.Usable.class);
            return new Converted(conversion, ((Reading.Usable<ProxySettings>) reading).value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> notes(Note.Kind kind) {
        return conversion.notes().stream().filter(note -> note.kind() == kind).map(note -> note.place().line() + " " + note.directive()).toList();
    }
}
