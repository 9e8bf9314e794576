package dev.parley.bot.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.parley.bot.config.LogLevel;
import dev.parley.bot.config.LogSettings;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashCommonFieldNames;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends the log to a file, which is closed and gzipped at a size and of which so many are kept; or to standard output,
 * for what a service manager or a container keeps. No file and no folder is made before the first line. Until this was
 * called, {@link QuietConfigurator} keeps every logger silent.
 */
public final class Logs {
    /** What stands behind the message are the values that a line names, such as the ids of a reply. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{30} %replace(%msg %kvp{NONE}){' $', ''}%n";

    /** Logback's own minute would let a flood of lines go far beyond the size. */
    private static final int CHECKED_EVERY_MILLIS = 200;

    private final LogSettings settings;
    private final Set<String> secrets;

    private Logs(LogSettings settings, Set<String> secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /**
     * From here on, Parley's lines of the level and above go to a file, and of the libraries what they warn of.
     *
     * @param file the file that is written; older ones get a number and {@code .gz} behind their name
     * @param settings the level, the form, and how much is kept
     * @param secrets what must not stand in any line
     */
    public static void toFile(Path file, LogSettings settings, Set<String> secrets) {
        var logs = new Logs(settings, secrets);
        logs.send(logs.new OpenedByFirstLine(file));
    }

    /**
     * The same to a stream, which stays open.
     *
     * @param stream where each line is written at once
     * @param settings the level and the form
     * @param secrets as above
     */
    public static void toStream(OutputStream stream, LogSettings settings, Set<String> secrets) {
        var logs = new Logs(settings, secrets);
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(root().getLoggerContext());
        appender.setName("stream");
        appender.setEncoder(logs.encoder());
        appender.setOutputStream(new KeptOpen(stream));
        logs.send(appender);
    }

    /**
     * Lets Parley's lines of this level and above through from now on.
     *
     * @param level the least important that are kept
     */
    public static void level(LogLevel level) {
        root().getLoggerContext().getLogger("dev.parley").setLevel(Level.valueOf(level.name()));
    }

    /** Writes out what is left and closes the file. */
    public static void close() {
        root().detachAndStopAllAppenders();
    }

    private void send(Appender<ILoggingEvent> appender) {
        var root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(Level.WARN);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        level(settings.level());

        // Libraries that log by java.util.logging (JLine) would write to the terminal otherwise.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    private Encoder<ILoggingEvent> encoder() {
        var encoder = new HarmlessEncoder(
                switch (settings.format()) {
                    case TEXT -> text();
                    case JSON -> json();
                },
                secrets);
        encoder.setContext(root().getLoggerContext());
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return encoder;
    }

    /** With the names that log collectors know; what a line names stands at the top level. */
    private static Encoder<ILoggingEvent> json() {
        var names = new LogstashFieldNames();
        names.setVersion(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        names.setLevelValue(LogstashCommonFieldNames.IGNORE_FIELD_INDICATOR);
        var encoder = new LogstashEncoder();
        encoder.setFieldNames(names);
        return encoder;
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    /** Standard output belongs to the process and not to the log. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    private final class OpenedByFirstLine extends AppenderBase<ILoggingEvent> {
        private final Path file;
        private @Nullable Appender<ILoggingEvent> opened;

        OpenedByFirstLine(Path file) {
            this.file = file;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (opened == null) {
                opened = open();
            }
            opened.doAppend(event);
        }

        @Override
        public synchronized void stop() {
            super.stop();
            if (opened != null) {
                opened.stop();
            }
        }

        private Appender<ILoggingEvent> open() {
            var appender = new RollingFileAppender<ILoggingEvent>();
            appender.setContext(getContext());
            appender.setName("file");
            appender.setFile(file.toString());
            appender.setEncoder(encoder());

            var window = new FixedWindowRollingPolicy();
            window.setContext(getContext());
            window.setParent(appender);
            window.setFileNamePattern(file + ".%i.gz");
            window.setMinIndex(1);
            window.setMaxIndex(settings.files());
            window.start();
            appender.setRollingPolicy(window);

            var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
            trigger.setContext(getContext());
            trigger.setCheckIncrement(Duration.buildByMilliseconds(CHECKED_EVERY_MILLIS));
            trigger.setMaxFileSize(new FileSize(settings.fileSize().bytes()));
            trigger.start();
            appender.setTriggeringPolicy(trigger);
            appender.start();
            return appender;
        }
    }
}
