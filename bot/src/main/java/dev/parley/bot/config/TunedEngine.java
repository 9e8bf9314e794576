package dev.parley.bot.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code engine tune} found for one model on one machine. It holds for exactly these; what the person sets beats it.
 *
 * @param model the model's name, for messages
 * @param sha256 of the model file
 * @param cpu the processor, as the system names it
 * @param cores that Parley may use
 * @param parley its version
 * @param date of the tuning, ISO
 * @param threads that are fastest; null: none gained anything over all cores
 * @param batch tokens of a prompt's chunk; null: no other gained anything over the usual size
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TunedEngine(
        String model,
        String sha256,
        String cpu,
        int cores,
        String parley,
        String date,
        @Nullable Integer threads,
        @Nullable Integer batch) {

    private static final String FILE = "tuned.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_THREADS = 512;
    private static final int LARGEST_BATCH = 512;
    private static final int SMALLEST_BATCH = 16;

    /** The machine and program that settings are for; where one of them changes they are measured again. */
    public record Place(String cpu, int cores, String parley) {}

    /**
     * What was found for a model here.
     *
     * @param home where it is kept, in the folder for state
     * @param sha256 of the model file
     * @return empty where nothing was, or not with this machine and version, or the file cannot be read
     */
    public static Optional<TunedEngine> find(Home home, String sha256, Place place) {
        return all(home).stream()
                .filter(each -> each.sha256.equals(sha256) && each.isFor(place))
                .findFirst();
    }

    /**
     * All that was found on this machine.
     *
     * @param home where it is kept
     * @param place this machine
     */
    public static List<TunedEngine> here(Home home, Place place) {
        return all(home).stream().filter(each -> each.isFor(place)).toList();
    }

    /**
     * Keeps it, in place of what was found for the same model before.
     *
     * @param home whose folders exist
     * @throws HomeException if it cannot be written; what was there before stays
     */
    public void keep(Home home) {
        List<TunedEngine> all = new ArrayList<>(all(home));
        all.removeIf(each -> each.sha256.equals(sha256));
        all.add(this);
        write(home, all);
    }

    /**
     * Forgets all that was found.
     *
     * @return whether there was anything
     * @throws HomeException if the file cannot be removed
     */
    public static boolean reset(Home home) {
        try {
            return Files.deleteIfExists(file(home));
        } catch (IOException e) {
            throw new HomeException("cannot remove " + file(home) + " (" + e.getMessage() + ")", e);
        }
    }

    /** For a person: what was found and when. */
    public String words() {
        List<String> found = new ArrayList<>();
        if (threads != null) {
            found.add("threads " + threads);
        }
        if (batch != null) {
            found.add("chunks of " + batch);
        }
        return (found.isEmpty() ? "the defaults are best" : String.join(", ", found)) + " for " + model + ", tuned on "
                + date;
    }

    private boolean isFor(Place place) {
        return cpu.equals(place.cpu) && cores == place.cores && parley.equals(place.parley);
    }

    /** A file that somebody has damaged is as good as none: it can be made again. */
    private static List<TunedEngine> all(Home home) {
        try {
            List<TunedEngine> read = JSON.readValue(file(home).toFile(), new TypeReference<>() {});
            return read.stream().filter(TunedEngine::isSound).toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson lets null pass
    private static boolean isSound(@Nullable TunedEngine read) {
        return read != null
                && read.model != null
                && read.sha256 != null
                && read.cpu != null
                && read.parley != null
                && read.date != null
                && isDate(read.date)
                && within(read.threads, 1, MOST_THREADS)
                && within(read.batch, SMALLEST_BATCH, LARGEST_BATCH);
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static boolean within(@Nullable Integer value, int least, int most) {
        return value == null || (value >= least && value <= most);
    }

    private static void write(Home home, List<TunedEngine> all) {
        Path begun = home.state().resolve(FILE + ".new");
        try {
            Files.writeString(begun, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
            Files.move(begun, file(home), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can be written", e);
        } catch (IOException e) {
            throw new HomeException("cannot write " + file(home) + " (" + e.getMessage() + ")", e);
        }
    }

    private static Path file(Home home) {
        return home.state().resolve(FILE);
    }
}
