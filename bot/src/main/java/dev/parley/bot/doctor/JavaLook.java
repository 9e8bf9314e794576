package dev.parley.bot.doctor;

import dev.parley.bot.cli.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The Java that runs Parley, and whether there is an engine for the system.
 *
 * @param version of the JVM
 * @param home its folder
 * @param os as the property {@code os.name} has it
 * @param architecture as {@code os.arch} has it
 */
record JavaLook(Runtime.Version version, String home, String os, String architecture) implements Look {
    private static final int OLDEST = 25;
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64", "arm64");

    static JavaLook here() {
        return new JavaLook(
                Runtime.version(),
                System.getProperty("java.home", ""),
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""));
    }

    @Override
    public List<Finding> look() {
        String words = version + " in " + home;
        if (version.feature() < OLDEST) {
            return List.of(new Finding.Wrong(
                    words + ", which is too old.",
                    "Install a JDK " + OLDEST + " or newer (https://adoptium.net); PARLEY_JAVA_HOME names one that"
                            + " stands elsewhere.",
                    ExitCode.JAVA));
        }
        String system = os.toLowerCase(Locale.ROOT);
        boolean known = (system.startsWith("linux") || system.startsWith("mac"))
                && ARCHITECTURES.contains(architecture.toLowerCase(Locale.ROOT));
        return List.of(
                known
                        ? new Finding.Well(words)
                        : new Finding.Warning(
                                words + "; Parley brings no engine for " + os + " on " + architecture + ".",
                                "Set engine.url to a llama-server, vLLM or Ollama, or engine.command to a llama-server"
                                        + " of your own."));
    }
}
