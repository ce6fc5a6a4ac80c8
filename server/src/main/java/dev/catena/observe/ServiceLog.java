// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the service has to say to its operator: one line an event, through {@link System.Logger}.
 *
 * <pre>2026-11-22T09:12:13.123Z INFO  listening on 127.0.0.1:3128</pre>
 */
public final class ServiceLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Logger ROOT = Logger.getLogger("");
    /** Held here, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger OURS = Logger.getLogger("dev.catena");
    /** Says a warning of its own for each client that speaks nonsense to the console. */
    private static final List<Logger> SILENT = List.of(Logger.getLogger("com.sun.net.httpserver"), Logger.getLogger("sun.net.httpserver"));

    private ServiceLog() {}

    /** Sends what we say from INFO up, and what Netty and the JDK say from WARNING up, to a stream; once, at start. */
    public static void install(PrintStream out) {
        for (var handler : ROOT.getHandlers()) ROOT.removeHandler(handler);
        ROOT.addHandler(new To(out));
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
        SILENT.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    /** Says more of ourselves, for {@code --verbose}. */
    public static void verbose() {
        OURS.setLevel(Level.FINE);
    }

    static String line(Instant time, Level level, String message) {
        return "%s %-5s %s".formatted(TIME.format(time), word(level), oneLine(message));
    }

    private static String word(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) return "ERROR";
        if (value >= Level.WARNING.intValue()) return "WARN";
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /** Text from outside can neither start a line nor command the terminal. */
    private static String oneLine(String message) {
        return message.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Writes a record in one piece, and at once; the stack of an exception follows indented. */
    private static final class To extends Handler {
        private final PrintStream out;
        private final Formatter formatter = new Formatter() {
            @Override
            public String format(LogRecord event) {
                var line = line(event.getInstant(), event.getLevel(), formatMessage(event));
                return event.getThrown() == null ? line + "\n" : line + "\n" + stack(event.getThrown());
            }
        };

        To(PrintStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) out.print(formatter.format(event));
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {}

        private static String stack(Throwable thrown) {
            var text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString().indent(4);
        }
    }
}
