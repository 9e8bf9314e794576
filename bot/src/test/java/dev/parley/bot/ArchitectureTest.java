package dev.parley.bot;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom, in all four modules. */
final class ArchitectureTest {
    private static final int LONGEST_FILE = 400;

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.parley");
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistence", "engine", "prompts", "bot"})
    void looksAtEveryModule(String module) {
        assertThat(classes.that(resideInAPackage("dev.parley." + module + "..")))
                .hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistence", "engine", "prompts"})
    void theThreeModulesSeeNoOther(String module) {
        String own = "dev.parley." + module + "..";
        check(noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.parley..").and(not(resideInAPackage(own)))));
    }

    @Test
    void theBotKnowsTheEngineAsAProcessAndNotItsInside() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.parley.bot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.parley.engine.core..", "dev.parley.engine.llama..", "dev.parley.engine.server..")
                .because("it runs in a process of its own, which may die"));
    }

    @Test
    void theEngineKnowsNoHttpAndItsBindingNothingElse() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.parley.engine.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.parley.engine.server..", "com.sun.net.httpserver..", "java.net.."));
        check(noClasses()
                .that()
                .resideInAPackage("dev.parley.engine.llama..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.parley..").and(not(resideInAPackage("dev.parley.engine.llama..")))));
    }

    @Test
    void onlyTheBindingCallsNativeCode() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.parley.engine.llama..")
                .should()
                .dependOnClassesThat(foreign().and(not(belongToAnyOf(Arena.class, MemorySegment.class)))));
    }

    @Test
    void onlyTheCacheHoldsNativeMemoryBesidesTheBinding() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.parley.engine.llama..", "dev.parley.engine.core..")
                .should()
                .dependOnClassesThat(foreign())
                .because("conversations' states lie outside the Java heap, and core's cache decides how long"));
    }

    @Test
    void onlyPersistenceKnowsSql() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.parley.persistence..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.h2..", "org.jdbi..", "org.flywaydb..", "com.zaxxer.."));
    }

    @Test
    void thePathOfAMessageKnowsNoTerminal() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.parley.bot.responder..", "dev.parley.bot.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.parley.bot",
                        "dev.parley.bot.terminal..",
                        "dev.parley.bot.cli..",
                        "dev.parley.bot.config..")
                .because("platforms will share it"));
    }

    @ParameterizedTest
    @CsvSource({"discord, net.dv8tion..", "slack, com.slack.api.."})
    void onlyItsAdapterKnowsAPlatform(String platform, String library) {
        String adapter = "dev.parley.bot.platform." + platform + "..";
        check(noClasses()
                .that()
                .resideOutsideOfPackage(adapter)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
        check(noClasses()
                .that()
                .resideInAPackage("dev.parley.bot.platform..")
                .and()
                .resideOutsideOfPackage(adapter)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(adapter));
    }

    @Test
    void onlyAdaptersKnowTheirHttpClient() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.parley.bot.platform.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("okhttp3.."));
    }

    @Test
    void theTerminalShowsAndDecidesNothing() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.parley.bot.terminal..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.parley.engine..", "dev.parley.prompts..")
                        .or(resideInAnyPackage("dev.parley.bot", "dev.parley.bot.cli..", "dev.parley.bot.command.."))
                        .or(DescribedPredicate.describe(
                                "are stores", type -> type.getName().equals("dev.parley.persistence.Database")))));
    }

    @Test
    void noPackageOfTheBotNeedsItselfThroughOthers() {
        check(slices().matching("dev.parley.bot.(*)..").should().beFreeOfCycles());
    }

    @Test
    void noPackageOfTheEngineNeedsItselfThroughOthers() {
        check(slices().matching("dev.parley.engine.(*)..").should().beFreeOfCycles());
    }

    @Test
    void nothingStaticIsAssigned() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void nothingStaticIsMadeToChange() {
        check(noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(inAnyOf("java.util.concurrent.atomic.", "java.util.concurrent.locks."))
                .orShould()
                .haveRawType(JavaClass.Predicates.assignableTo(Executor.class))
                .orShould()
                .haveRawType(JavaClass.Predicates.assignableTo(ThreadLocal.class))
                .orShould()
                .haveRawType(JavaClass.Predicates.assignableTo(StringBuilder.class))
                .orShould()
                .haveRawType(collectionsThatCanChange()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistence", "engine", "prompts", "bot"})
    void noFileIsLong(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();

            assertThat(sources)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file ->
                            assertThat(lines(file)).as("lines of %s", file).isLessThanOrEqualTo(LONGEST_FILE));
        }
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    private static DescribedPredicate<JavaClass> foreign() {
        return resideInAPackage("java.lang.foreign..");
    }

    private static DescribedPredicate<JavaClass> inAnyOf(String... packages) {
        return DescribedPredicate.describe(
                "are made to change",
                type -> Stream.of(packages).anyMatch(each -> type.getName().startsWith(each)));
    }

    /** Not the interfaces: what {@code List.of} and {@code Map.of} make stays as it is. */
    private static DescribedPredicate<JavaClass> collectionsThatCanChange() {
        return DescribedPredicate.describe(
                "are collections that can change",
                type -> !type.isInterface()
                        && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)));
    }

    private static int lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
