package io.sonde.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {

  @TempDir private Path folder;

  private static Settings arguments(@Nullable String arguments) {
    return Settings.read(arguments, Map.of(), new Properties());
  }

  private static Properties properties(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  private Path file(String... lines) throws IOException {
    return Files.write(
        folder.resolve("sonde.properties"), List.of(lines), StandardCharsets.ISO_8859_1);
  }

  @Test
  void nothing_given_defaultsHold() {
    for (String nothing : new String[] {null, "", " ", ",,", " , "}) {
      Settings settings = arguments(nothing);
      assertThat(settings.problems()).isEmpty();
      assertThat(settings.number(Options.PORT)).isEqualTo(9495);
      assertThat(settings.text(Options.LISTEN)).isEqualTo("127.0.0.1");
      assertThat(settings.flag(Options.ENABLED)).isTrue();
      assertThat(settings.list(Options.DISABLE)).isEmpty();
    }
  }

  @Test
  void everyDefault_isValidAsAValue() {
    for (Option option : Options.all()) {
      Settings settings = arguments(option.name() + "=" + option.defaultValue());
      assertThat(settings.problems().stream().filter(text -> !text.contains("config file")))
          .as(option.name())
          .isEmpty();
    }
  }

  @Test
  void everyOption_hasANameOfItsOwnEverywhere() {
    Set<String> names = new HashSet<>();
    Set<String> variables = new HashSet<>();
    for (Option option : Options.all()) {
      assertThat(names.add(option.name())).as(option.name()).isTrue();
      assertThat(variables.add(Settings.environmentName(option))).as(option.name()).isTrue();
      assertThat(option.help()).endsWith(".");
    }
  }

  @Test
  void environmentName_ofCamelCaseAndDots_isUpperCaseWithUnderscores() {
    assertThat(Settings.environmentName(Options.WEAVE_WAIT)).isEqualTo("SONDE_WEAVE_WAIT_MILLIS");
    assertThat(Settings.environmentName(Options.PROFILER_NATIVE))
        .isEqualTo("SONDE_PROFILER_NATIVE");
  }

  @Test
  void sources_inConflict_firstOfArgumentPropertyVariableFileWins() throws IOException {
    Path file = file("port=4", "listen=4.4.4.4", "maxSeries=44", "token=four-four-four-44");
    Settings settings =
        Settings.read(
            "port=1,config=" + file,
            Map.of(
                "SONDE_PORT", "3",
                "SONDE_LISTEN", "3.3.3.3",
                "SONDE_MAX_SERIES", "33"),
            properties("sonde.port", "2", "sonde.listen", "2.2.2.2"));
    assertThat(settings.problems()).isEmpty();
    assertThat(settings.number(Options.PORT)).isEqualTo(1);
    assertThat(settings.text(Options.LISTEN)).isEqualTo("2.2.2.2");
    assertThat(settings.number(Options.MAX_SERIES)).isEqualTo(33);
    assertThat(settings.text(Options.TOKEN)).isEqualTo("four-four-four-44");
  }

  @Test
  void file_namedByPropertyOrVariable_isRead() throws IOException {
    String file = file("port=4").toString();
    assertThat(
            Settings.read(null, Map.of("SONDE_CONFIG", file), new Properties())
                .number(Options.PORT))
        .isEqualTo(4);
    assertThat(Settings.read(null, Map.of(), properties("sonde.config", file)).number(Options.PORT))
        .isEqualTo(4);
  }

  @Test
  void flag_withoutValue_isTrue() {
    assertThat(arguments("quiet").flag(Options.QUIET)).isTrue();
    assertThat(arguments("quiet=TRUE").flag(Options.QUIET)).isTrue();
    assertThat(arguments("quiet= false ").flag(Options.QUIET)).isFalse();
  }

  @Test
  void number_badOrOutOfRange_namesRangeAndDefault() {
    for (String value : new String[] {"x", "-1", "65536", "1.5", "", "99999999999999999999"}) {
      Settings settings = arguments("port=" + value);
      assertThat(settings.problems())
          .containsExactly("option port=" + value + " is not 0 to 65535, using 9495");
      assertThat(settings.number(Options.PORT)).isEqualTo(9495);
    }
    assertThat(arguments("port=65535").number(Options.PORT)).isEqualTo(65_535);
    assertThat(arguments("port=0").number(Options.PORT)).isZero();
  }

  @Test
  void flag_bad_namesTheChoice() {
    assertThat(arguments("quiet=yes").problems())
        .containsExactly("option quiet=yes is not true or false, using false");
  }

  @Test
  void secret_ofTwoLines_isNamedButNotRepeated() {
    Settings settings = arguments("profiler.push.authorization=Bearer \u0007hunter2");
    assertThat(settings.problems())
        .containsExactly(
            "option profiler.push.authorization is not one line of text, using the default");
    assertThat(settings.text(Options.PROFILER_PUSH_AUTHORIZATION)).isEmpty();
    assertThat(
            arguments("profiler.push.authorization=Bearer x")
                .text(Options.PROFILER_PUSH_AUTHORIZATION))
        .isEqualTo("Bearer x");
  }

  @Test
  void secret_tooShort_isNamedButNotRepeatedAndOneIsMade() {
    Settings settings = arguments("token=hunter2");
    assertThat(settings.problems())
        .containsExactly("option token is not a text of at least 16 characters, using the default");
    assertThat(settings.text(Options.TOKEN)).isEmpty();
    assertThat(arguments("token=0123456789abcdef").text(Options.TOKEN))
        .isEqualTo("0123456789abcdef");
  }

  @Test
  void seconds_badOrNotRising_namesTheForm() {
    String wanted =
        " is not rising seconds separated by +, using " + Options.WAIT_BOUNDS.defaultValue();
    for (String value : new String[] {"1+1", "2+1", "0+1", "a", "", "3601", "NaN", "-1"}) {
      assertThat(arguments("waitBounds=" + value).problems())
          .containsExactly("option waitBounds=" + value + wanted);
    }
    assertThat(arguments("waitBounds=0.5 + 1+2").durations(Options.WAIT_BOUNDS))
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void list_separatedByPlus_isSplitAndTrimmed() {
    assertThat(arguments("disable=jdbc+ servlet ++").list(Options.DISABLE))
        .containsExactly("jdbc", "servlet");
  }

  @Test
  void unknown_argument_nearestIsNamed() {
    assertThat(arguments("prot=1").problems())
        .containsExactly("option prot is unknown, did you mean port?");
    assertThat(arguments("Max_Series=1").problems())
        .containsExactly("option Max_Series is unknown, did you mean maxSeries?");
    assertThat(arguments("=1").problems()).hasSize(1);
  }

  @Test
  void unknown_property_nearestIsNamed() {
    assertThat(Settings.read(null, Map.of(), properties("sonde.quit", "true")).problems())
        .containsExactly("option quit is unknown, did you mean quiet?");
  }

  @Test
  void unknown_entryOfTheFile_nearestIsNamedAndTheRestHolds() throws IOException {
    Settings settings = arguments("config=" + file("prot=1", "quiet=true"));
    assertThat(settings.problems()).containsExactly("option prot is unknown, did you mean port?");
    assertThat(settings.flag(Options.QUIET)).isTrue();
  }

  @Test
  void file_missingAFolderOrBroken_isAProblemAndTheRestHolds() throws IOException {
    Path broken = file("port=\\u00zz");
    for (Path path : List.of(folder.resolve("absent"), folder, broken)) {
      Settings settings = arguments("port=5,config=" + path);
      assertThat(settings.problems()).hasSize(1);
      assertThat(settings.problems().get(0))
          .startsWith("config file " + path + " cannot be read (")
          .endsWith("), left out");
      assertThat(settings.number(Options.PORT)).isEqualTo(5);
    }
  }

  @Test
  void values_withLineEndsOrOfGreatLength_stayOnOneShortLine() {
    String hostile = "x\r\n[sonde] forged\u0000" + "y".repeat(10_000);
    for (Settings settings :
        List.of(
            Settings.read(null, Map.of("SONDE_PORT", hostile), new Properties()),
            Settings.read(null, Map.of(), properties("sonde." + hostile, "1")))) {
      assertThat(settings.problems()).hasSize(1);
      assertThat(settings.problems().get(0)).hasSizeLessThan(200);
      assertThat(settings.problems().get(0).chars()).noneMatch(c -> c < ' ');
    }
  }

  @Test
  void properties_withKeysThatAreNoTexts_areLeftAlone() {
    Properties properties = new Properties();
    properties.put(1, 2);
    properties.put("sonde.port", 3);
    assertThat(Settings.read(null, Map.of(), properties).number(Options.PORT)).isEqualTo(9495);
  }
}
