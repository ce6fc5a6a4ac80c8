// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.ByteSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A settings record with every form a setting can have. */
public record Sample(
    @Setting(doc = "A text.", initial = "''") String title,
    @Setting(doc = "A number.", initial = "3", min = "1", max = "10") int count,
    @Setting(doc = "A flag.", initial = "false") boolean quiet,
    @Setting(key = "wait", doc = "A time.", initial = "20s", min = "1s", max = "1h") Duration pause,
    @Setting(doc = "A size.", initial = "64KiB", max = "1GiB") ByteSize room,
    @Setting(doc = "A share.", initial = "10%") Percent share,
    @Setting(doc = "An address.", initial = "127.0.0.1:3128", live = false) HostPort address,
    @Setting(doc = "A secret.", initial = "env:SAMPLE_PASSWORD") Secret password,
    @Setting(doc = "A colour.", initial = "deep-red") Colour colour,
    @Setting(doc = "Numbers.", initial = "[1, 2]", max = "9") List<Integer> numbers,
    @Setting(doc = "Names with addresses.", initial = "{}") Map<String, List<InetAddress>> hosts,
    @Setting(doc = "Doors.", initial = "[{name: front}]") List<Door> doors,
    @Setting(doc = "Notes.", initial = "[]") List<Note> notes,
    @Setting(doc = "A lamp.", initial = "{}", live = false) Lamp lamp) implements Checked {

    @Override
    public void check(Faults faults) {
        if (faults.sound("count", "numbers") && numbers.size() > count) {
            faults.error("numbers", "%d numbers, but count is %d".formatted(numbers.size(), count), "raise count");
        }
    }

    public enum Colour { DEEP_RED, BLUE }

    public record Door(
        @Setting(doc = "Its name.") String name,
        @Setting(doc = "Who may pass.", initial = "any") Pass pass) {}

    public record Pass(@Setting(doc = "Their age.", initial = "[]") List<Integer> age) {
        @Word(value = "any", doc = "everybody")
        public static Pass any() {
            return new Pass(List.of());
        }
    }

    public record Note(@Setting(doc = "What it says.") String text) {
        public Note {
            if (text.equals("bad")) {
                throw new IllegalArgumentException("a note must not be bad");
            }
        }
    }

    public record Lamp(
        @Setting(doc = "Whether it burns.", initial = "true") boolean on,
        @Setting(doc = "How bright.", initial = "100%") Percent bright) {
        @Word(value = "off", doc = "dark")
        public static Lamp off() {
            return new Lamp(false, new Percent(100));
        }
    }
}
