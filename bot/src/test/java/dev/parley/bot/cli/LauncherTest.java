package dev.parley.bot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, in a world of its own: its JDKs, its Maven and the tools on its PATH are all in a folder. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "dirname",
            "find",
            "head",
            "ln",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "touch",
            "uname");

    @TempDir
    Path world;

    private Path project;
    private Path bin;
    private Path installed;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeAWorldWithSpacesInItsPaths() throws IOException {
        project = world.resolve("my projects/parley");
        bin = Files.createDirectories(world.resolve("bin"));
        installed = Files.createDirectories(world.resolve("installed here"));
        for (var tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), realTool(tool));
        }
        write(project.resolve("pom.xml"), "<project/>");
        write(project.resolve("bot/pom.xml"), "<project/>");
        write(project.resolve("bot/src/main/java/A.java"), "class A {}");
        write(project.resolve("bot/src/main/java/B.java"), "class B {}");
        // The folders of the machine that runs the test are not looked at.
        var script = Files.readString(Path.of("../parley"))
                .replace("/usr/lib/jvm/", "'" + installed + "'/")
                .replaceAll(" /(Library|opt|usr/local|home)/", " /nowhere/")
                .replace("/usr/libexec/", "/nowhere/");
        executable(project.resolve("parley"), script);
        environment.put("PATH", bin.toString());
        environment.put("HOME", world.resolve("user home").toString());
    }

    @Test
    void takesTheJdkThatIsNamedFirst() throws Exception {
        var named = jdk("named", "25.0.1");
        environment.put("PARLEY_JAVA_HOME", named.toString());
        environment.put("JAVA_HOME", jdk("java home", "26").toString());

        assertThat(launch("--find-jdk").out).isEqualTo(named + "\n");
    }

    @Test
    void passesOverJdksThatAreTooOld() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        Files.createSymbolicLink(bin.resolve("java"), jdk("older", "1.8.0_402").resolve("bin/java"));
        jdk("installed here/a-21", "21.0.2");
        var right = jdk("installed here/b-25", "25-ea");

        assertThat(launch("--find-jdk").out).isEqualTo(right + "\n");
    }

    @Test
    void followsTheLinksOfTheJavaOnThePath() throws Exception {
        var right = jdk("somewhere else", "27");
        Files.createSymbolicLink(world.resolve("alternative"), right.resolve("bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of("../alternative"));

        assertThat(launch("--find-jdk").out).isEqualTo(right.toRealPath() + "\n");
    }

    @Test
    void asksTheScriptOfAVersionManagerForItsHome() throws Exception {
        var right = jdk("managed", "25.0.1");
        executable(bin.resolve("java"), "#!/bin/sh\necho '    java.home = " + right + "' >&2\n");

        assertThat(launch("--find-jdk").out).isEqualTo(right + "\n");
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws Exception {
        var right = jdk("bare", "25.0.1");
        Files.delete(right.resolve("release"));
        environment.put("JAVA_HOME", right.toString());

        assertThat(launch("--find-jdk").out).isEqualTo(right + "\n");
    }

    @Test
    void looksInSdkmansFolder() throws Exception {
        var right = jdk("user home/.sdkman/candidates/java/25-tem", "25");

        assertThat(launch("--find-jdk").out).isEqualTo(right + "\n");
    }

    @Test
    void saysInOneLineHowToGetAJdk() throws Exception {
        var old = jdk("old", "17.0.15");
        environment.put("JAVA_HOME", old.toString());

        var run = launch("chat");

        assertThat(run.code).isEqualTo(ExitCode.JAVA.code());
        assertThat(run.out).isEmpty();
        assertThat(run.err).hasLineCount(1).contains("JDK 25 or newer", "Java 17 in " + old, "adoptium.net");
    }

    @Test
    void saysThatTheNamedJdkIsNotTaken() throws Exception {
        environment.put("PARLEY_JAVA_HOME", jdk("old", "17").toString());
        var right = jdk("installed here/25", "25");

        var run = launch("--find-jdk");

        assertThat(run.out).isEqualTo(right + "\n");
        assertThat(run.err).hasLineCount(1).contains("PARLEY_JAVA_HOME");
    }

    @Test
    void runsWithoutACompilerButDoesNotBuildWithoutOne() throws Exception {
        var runtime = jdk("runtime", "25");
        Files.delete(runtime.resolve("bin/javac"));
        environment.put("JAVA_HOME", runtime.toString());
        maven("");

        var build = launch("chat");
        assertThat(build.code).isEqualTo(ExitCode.JAVA.code());
        assertThat(build.err).contains("no compiler");

        write(project.resolve("bot/target/parley/parley.jar"), "");
        assertThat(launch("chat").out).contains("ran in " + runtime);
    }

    @Test
    void buildsQuietlyOnceAndThenNeverAgain() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("echo 'much that nobody wants to read'");

        var first = launch("chat", "two words", "");
        var second = launch("chat");

        assertThat(first.code).isZero();
        assertThat(first.err).isEqualTo("parley: building Parley (once, a minute or two) ...\n");
        assertThat(first.out)
                .contains("-jar " + project.toRealPath().resolve("bot/target/parley/parley.jar"))
                .endsWith("[chat][two words][]\n");
        assertThat(second.err).isEmpty();
        assertThat(mavenCalls()).containsExactly("JAVA_HOME=" + world.resolve("jdk"));
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("");
        launch("chat");

        Files.setLastModifiedTime(
                project.resolve("bot/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(launch("chat").err).contains("its sources are newer");

        Files.setLastModifiedTime(project.resolve("bot/src/main/java/A.java"), FileTime.from(Instant.EPOCH));
        assertThat(launch("chat").err).isEmpty();
        Files.delete(project.resolve("bot/src/main/java/B.java"));
        assertThat(launch("chat").err).contains("its sources are newer");
        assertThat(mavenCalls()).hasSize(3);
    }

    @Test
    void showsWhatMavenSaidOnlyWhenTheBuildFails() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("echo 'cannot find symbol'; exit 1");

        var run = launch("chat");

        assertThat(run.code).isEqualTo(ExitCode.BUILD.code());
        assertThat(run.out).isEmpty();
        assertThat(run.err).contains("cannot find symbol", "the build failed");
        assertThat(project.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void namesMavenWhereItIsMissing() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());

        var run = launch("chat");

        assertThat(run.code).isEqualTo(ExitCode.BUILD.code());
        assertThat(run.err).hasLineCount(1).contains("Maven is needed");
    }

    @Test
    void runsAnAppFolderWithoutSources() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        Files.delete(project.resolve("pom.xml"));
        write(project.resolve("bot/target/parley/parley.jar"), "");
        Files.setLastModifiedTime(project.resolve("bot/target/parley/parley.jar"), FileTime.from(Instant.EPOCH));

        assertThat(launch("chat").out).endsWith("[chat]\n");
    }

    @Test
    void runsTheJarAndTheJavaBesideItWhereItIsInstalled() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        var own = jdk("my projects/parley/java", "25");
        Files.delete(own.resolve("bin/javac"));
        write(project.resolve("parley.jar"), "");
        Files.setLastModifiedTime(project.resolve("parley.jar"), FileTime.from(Instant.EPOCH));

        var run = launch("chat");

        assertThat(run.err).isEmpty();
        assertThat(run.out)
                .contains("ran in " + own, "-jar " + project.toRealPath().resolve("parley.jar"))
                .endsWith("[chat]\n");
    }

    @Test
    void buildsAndDoesNoMoreWhenAskedTo() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("");

        var first = launch("--build");
        var second = launch("--build");

        assertThat(first.code).isZero();
        assertThat(first.out + second.out + second.err).isEmpty();
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void worksThroughASymbolicLinkFromAnotherFolder() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("");
        Files.createSymbolicLink(world.resolve("one"), Path.of("my projects/parley/parley"));
        var link = Files.createSymbolicLink(bin.resolve("parley-link"), world.resolve("one"));

        var run = finish(start(link, "--version"));

        assertThat(run.code).isZero();
        assertThat(run.out).endsWith("[--version]\n");
    }

    @Test
    void ofTwoLaunchersOneBuildsAndTheOtherWaits() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        var go = world.resolve("go");
        maven("until [ -e '" + go + "' ]; do sleep 0.05; done");

        var first = start(project.resolve("parley"), "chat");
        await().until(() -> Files.exists(world.resolve("maven-calls")));
        var second = start(project.resolve("parley"), "chat");
        await().until(() -> Files.readString(second.err).contains("waiting for it"));
        Files.createFile(go);

        assertThat(finish(first).code).isZero();
        assertThat(finish(second).out).endsWith("[chat]\n");
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void takesOverTheLockOfABuildThatWasKilled() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25").toString());
        maven("");
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(project.resolve("target"));
        Files.createSymbolicLink(project.resolve("target/build.lock"), Path.of(Long.toString(dead.pid())));

        assertThat(launch("chat").code).isZero();
        assertThat(Files.exists(project.resolve("target/build.lock"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    // --- the world ---

    private record Started(Process process, Path out, Path err) {}

    private record Run(int code, String out, String err) {}

    private Run launch(String... arguments) throws Exception {
        return finish(start(project.resolve("parley"), arguments));
    }

    private Started start(Path launcher, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(world, "out", "");
        var err = Files.createTempFile(world, "err", "");
        var builder = new ProcessBuilder(command)
                .directory(world.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    private static Run finish(Started started) throws Exception {
        assertThat(started.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(started.process.exitValue(), Files.readString(started.out), Files.readString(started.err));
    }

    /** A JDK that has a release file and whose java tells what it was started with. */
    private Path jdk(String name, String version) throws IOException {
        var home = world.resolve(name);
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-09-16' >&2; exit 0; fi
                echo "ran in %s with $*"
                while [ "$1" != -jar ]; do shift; done
                shift 2
                for argument; do printf '[%%s]' "$argument"; done
                echo
                """.formatted(version, home));
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    /** A Maven that notes each call and packages an empty jar. */
    private void maven(String script) throws IOException {
        executable(bin.resolve("mvn"), """
                #!/bin/sh
                echo "JAVA_HOME=$JAVA_HOME" >>'%s'
                %s
                mkdir -p bot/target/parley && : >bot/target/parley/parley.jar
                """.formatted(world.resolve("maven-calls"), script));
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(world.resolve("maven-calls"));
    }

    private static Path realTool(String name) {
        for (var folder : System.getenv("PATH").split(":", -1)) {
            var tool = Path.of(folder, name);
            if (Files.isExecutable(tool)) {
                return tool;
            }
        }
        throw new IllegalStateException("no " + name + " on the PATH");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void executable(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
