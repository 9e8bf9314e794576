package dev.parley.bot.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.parley.bot.config.LogLevel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends the log to a file: ten megabytes and three older ones. No file and no folder is made before the first line.
 * Until this was called, {@link QuietConfigurator} keeps every logger silent.
 */
public final class Logs {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{30} %msg%n";

    private Logs() {}

    /** From here on, Parley's lines of a level and above go to a file, and of the libraries what they warn of. */
    static void toFile(Path file, LogLevel level) {
        var root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(Level.WARN);
        var appender = new OpenedByFirstLine(file);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        level(level);

        // Libraries that log by java.util.logging (JLine) would write to the terminal otherwise.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
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
    static void close() {
        root().detachAndStopAllAppenders();
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static final class OpenedByFirstLine extends AppenderBase<ILoggingEvent> {
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
            var encoder = new PatternLayoutEncoder();
            encoder.setContext(getContext());
            encoder.setPattern(PATTERN);
            encoder.start();

            var appender = new RollingFileAppender<ILoggingEvent>();
            appender.setContext(getContext());
            appender.setName("file");
            appender.setFile(file.toString());
            appender.setEncoder(encoder);

            var window = new FixedWindowRollingPolicy();
            window.setContext(getContext());
            window.setParent(appender);
            window.setFileNamePattern(file + ".%i");
            window.setMinIndex(1);
            window.setMaxIndex(3);
            window.start();
            appender.setRollingPolicy(window);

            var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
            trigger.setContext(getContext());
            trigger.setMaxFileSize(FileSize.valueOf("10MB"));
            trigger.start();
            appender.setTriggeringPolicy(trigger);
            appender.start();
            return appender;
        }
    }
}
