// Files that people bring: pictures, settings, people, backups, boxes with secrets; and rows of a restored
// database.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "answer/image.hpp"
#include "base/random.hpp"
#include "base/text/utf8.hpp"
#include "cli/command.hpp"
#include "cli/config_file.hpp"
#include "fuzz/target.hpp"
#include "identity/import.hpp"
#include "identity/passphrase_box.hpp"
#include "identity/secret_box.hpp"
#include "model/settings.hpp"
#include "quality/card.hpp"
#include "quality/sample.hpp"
#include "storage/backup/backup.hpp"
#include "storage/event_codec.hpp"

namespace manyhands::fuzz {
namespace {

// Cleaned once, a picture is cleaned: nothing that tells of people was left, and the result is a picture
// still.
MH_FUZZ(images, {"\xFF\xD8\xFF", "\xFF\xE1", "Exif", "\xFF\xC0", "\xFF\xDA", "\xFF\xD9", "IHDR",
                 "IDAT",         "IEND",     "eXIf", "tEXt",     "RIFF",     "WEBP",     "VP8X",
                 "VP8 ",         "VP8L",     "EXIF", "MM",       "II",       "ANIM"},
        nullptr, nullptr, 400) {
    (void)answer::image_type(bytes);
    const auto cleaned = answer::clean_image(bytes);
    if (!cleaned) return 0;
    expect(cleaned->width > 0 && cleaned->height > 0, "a picture without a size");
    expect(std::int64_t{cleaned->width} * cleaned->height <= answer::kPixelsAtMost,
           "more pixels than are allowed");
    expect(answer::image_type(cleaned->bytes) == cleaned->type, "cleaned, it is another type");
    const auto again = answer::clean_image(cleaned->bytes);
    expect(again.has_value(), "cleaned, it is no picture any more");
    expect(
        again->bytes == cleaned->bytes && again->width == cleaned->width && again->height == cleaned->height,
        "cleaning twice changes something");
    return 0;
}

MH_FUZZ(
    config,
    {"[server]\n", "[promise]\n", "minutes = ", "listen = \"127.0.0.1:8080\"", "_file = \"x\"", "\"\"\"",
     "'''", "=", "[[", "]]", "0x", "1979-05-27", "inf", "\\u0000", "#", "\n", "a.b.c = 1", "{", "}"},
    [] {
        return std::vector<std::string>{cli::example_config(base::Lang::en),
                                        "[server]\nlisten = \"127.0.0.1:8080\"\n[promise]\nminutes = 30\n",
                                        "a.b = [1, 2]\n"};
    },
    nullptr, 20) {
    const auto file = cli::read_config(bytes, [](const std::string& path) -> std::optional<std::string> {
        if (path.size() % 2 == 0) return std::nullopt;
        return path;
    });
    for (const auto& [key, value] : file.values) {
        const auto* setting = model::find_setting(key);
        expect(setting != nullptr, "a setting that there is not", key);
        const auto same = model::canonical(*setting, value);
        expect(same && *same == value, "a value that is not as it is kept", key);
    }
    (void)cli::nearest_setting(bytes.substr(0, 100));
    for (const auto& setting : model::all_settings())
        if (const auto value = model::canonical(setting, bytes)) {
            const auto again = model::canonical(setting, *value);
            expect(again && *again == *value, "a value that is not as it is kept", *value);
        }
    return 0;
}

MH_FUZZ(
    people,
    {"name,email,role,department,initials\n", "이름,이메일,역할,부서\n", ";", "\t", "\"", "\"\"", "\r",
     "\xEF\xBB\xBF", "\xFF\xFE", "=cmd()", "'=", "\xC8\xAF", "@hanbit.example", "desk", "담당", "Support"},
    [] {
        return std::vector<std::string>{
            "name,email,role,department,initials\nKim "
            "Gaon,gaon@hanbit.example,desk,Support,KG\nLee,lee@hanbit.example,,,\n",
            "\xEF\xBB\xBF이름;이메일;역할\r\n김가온;kim@hanbit.example;담당\r\n",
            "name\temail\n\"a\"\"b\"\tx@y.example\n"};
    },
    nullptr, 100) {
    identity::ImportContext context;
    context.brand = model::BrandId("01J0000000000000000000000B");
    context.departments = {
        {model::DepartmentId("01J0000000000000000000000D"), context.brand, "고객지원", "Support"}};
    model::Employee known;
    known.id = model::EmployeeId("01J0000000000000000000000E");
    known.brand = context.brand;
    known.email = "gaon@hanbit.example";
    known.name = "Kim";
    known.department = context.departments.front().id;
    context.people = {known};
    if (const auto file = identity::read_csv(bytes))
        for (const auto& row : file->rows)
            for (const auto& cell : row.cells) {
                expect(base::is_utf8(cell), "a cell that is no UTF-8", cell);
                const std::string again = identity::csv_cell(cell);
                expect(
                    again.empty() || std::string_view("=+-@").find(again.front()) == std::string_view::npos,
                    "a formula", again);
            }
    const auto plan = identity::plan_import(bytes, context);
    if (!plan) return 0;
    expect(plan->rows.size() <= identity::kImportAtMost, "more rows than are allowed");
    for (const auto& row : plan->rows)
        if (row.outcome != identity::RowOutcome::failed)
            expect(!row.employee.email.empty() && base::is_utf8(row.employee.name),
                   "a person without an address", row.email);
    const std::string report = identity::import_csv(*plan, "https://care.example", "ko");
    expect(base::is_utf8(report), "a report that is no UTF-8");
    return 0;
}

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "mh-fuzz-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) wrong("no folder");
        path = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

// Backups from anywhere. An even first byte: the input is the file. An odd one: parts, each a name, a line
// end, bytes up to
// "\n--\n", properly sealed: what is behind the seal must hold, too, whoever made it.
MH_FUZZ(
    backups,
    {"manifest.json\n", "manyhands.db\n", "media/a\n", "data.key.box\n", "../a\n", "\n--\n", "\"parts\":[",
     "\"sha256\":\"", "\"schema\":", "\"made_at\":\"2026-03-09T05:23:00Z\"", "\"format\":1",
     "SQLite format 3", "ustar", "seal.sha256"},
    [] {
        return std::vector<std::string>{
            std::string(2048, '\0'),
            "\1manyhands.db\nSQLite format 3\n--\nmanifest.json\n{\"format\":1,\"schema\":3,\"parts\":[]}",
            "\1data.key.box\nabc\n--\nmanifest.json\n{\"format\":1,\"made_at\":\"2026-03-09T05:23:00Z\","
            "\"schema\":1,\"key_mark\":\"\","
            "\"media\":true,\"parts\":[{\"name\":\"data.key.box\",\"bytes\":3,\"sha256\":"
            "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}]}"};
    },
    nullptr, 4) {
    static const Folder folder;
    const auto file = folder.path / "backup";
    Bytes input(bytes);
    if (input.byte() % 2 == 0) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << input.rest();
        const auto into = folder.path / "parts";
        std::filesystem::create_directories(into);
        if (const auto parts = storage::unpack(file, into, {}))
            for (const auto& part : *parts)
                expect(storage::archive_name_ok(part.name), "unpacked under an odd name", part.name);
        std::filesystem::remove_all(into);
    } else {
        storage::ArchiveWriter writer(file, 1'773'033'780);
        if (!writer.open()) return 0;
        while (!input.empty()) {
            const std::string_view part = input.rest().substr(0, input.rest().find("\n--\n"));
            (void)input.take(part.size() + 4);
            Bytes of(part);
            const std::string name(of.part('\n'));
            if (storage::archive_name_ok(name)) (void)writer.add(name, of.rest());
        }
        if (!writer.seal()) return 0;
    }
    const bool whole = storage::check_backup(file, {}).has_value();
    const auto data = folder.path / "data";
    storage::RestoreOrder order;
    order.file = file;
    order.data = data;
    order.open_key = [](const std::string& box) -> base::Result<std::string> { return box; };
    const base::ManualClock clock(base::from_micros(1'773'033'780'000'000));
    const bool restored = storage::restore_backup(order, clock).has_value();
    expect(whole || !restored, "a damaged backup was restored");
    expect(restored || !std::filesystem::exists(data), "a refused backup left a folder");
    std::filesystem::remove_all(data);
    std::filesystem::remove(file);
    return 0;
}

// What is read again from the disk, which may be a restored one.
MH_FUZZ(
    boxes, {"\"", "{", "}", ":", ",", "null", "1e400", "\\u0000"},
    [] {
        return std::vector<std::string>{
            "answer_sent\n{\"answer\":\"a\",\"remote_id\":\"r\",\"at\":1773033780000000}\ntext",
            "conversation_opened\n{}\n", "claimed\n{\"by\":\"x\",\"until\":1}\n"};
    },
    nullptr, 300) {
    static base::SeededRandom random(1);
    const identity::SecretBox box(identity::SecretBox::Key{}, random);
    const auto opened = box.open(box.seal(bytes));
    expect(opened && *opened == bytes, "a box closed and opened holds something else");
    expect(!box.open(bytes), "a box that nobody closed");
    (void)identity::open_key_box(bytes.substr(0, 20), "wrong words");
    Bytes input(bytes);
    const std::string_view type = input.part('\n');
    const std::string_view payload = input.part('\n');
    if (const auto event = storage::decode_event(type, payload, input.rest())) {
        const std::string written = storage::encode_event(*event);
        const auto again = storage::decode_event(type, written, input.rest());
        expect(again && storage::encode_event(*again) == written, "an event written and read is another one",
               written);
    }
    (void)storage::event_args(payload);
    const auto marks = quality::marks_from(bytes);
    expect(quality::marks_from(quality::to_text(marks)) == marks, "marks written and read are others");
    const auto columns = quality::columns_from(bytes);
    expect(quality::columns_from(quality::to_text(columns)) == columns,
           "columns written and read are others");
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
