package dev.parley.bot.doctor;

import dev.parley.bot.config.Settings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A port that a setting names.
 *
 * @param key the setting's
 * @param host the interface that it is taken on
 * @param port 1 to 65535
 */
record NamedPort(String key, String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Whether {@code engine serve} alone takes it. */
    boolean forServing() {
        return key.equals("engine.port");
    }

    /**
     * All that the settings name: the numbers of a section whose name is, or ends in, "port", with the interface that the
     * same section names "host" or "address" the same way; loopback where it names none.
     *
     * @param settings a record of records
     */
    static List<NamedPort> of(Settings settings) {
        List<NamedPort> ports = new ArrayList<>();
        for (RecordComponent section : Settings.class.getRecordComponents()) {
            if (value(section, settings) instanceof Record values) {
                for (RecordComponent each : values.getClass().getRecordComponents()) {
                    String name = each.getName();
                    if (name.toLowerCase(Locale.ROOT).endsWith("port")
                            && value(each, values) instanceof Integer port
                            && port > 0) {
                        String stem = name.substring(0, name.length() - "port".length());
                        ports.add(new NamedPort(section.getName() + "." + kebab(name), host(values, stem), port));
                    }
                }
            }
        }
        return List.copyOf(ports);
    }

    private static String host(Record values, String stem) {
        for (RecordComponent each : values.getClass().getRecordComponents()) {
            String name = each.getName();
            if (name.equalsIgnoreCase(stem + "host") || name.equalsIgnoreCase(stem + "address")) {
                return String.valueOf(value(each, values));
            }
        }
        return LOOPBACK;
    }

    private static String kebab(String name) {
        return name.replaceAll("(\\p{Lower})(\\p{Upper})", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            Object value = component.getAccessor().invoke(of);
            return value == null ? "" : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record can be read", e);
        }
    }
}
