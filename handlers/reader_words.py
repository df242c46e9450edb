"""What readers and groups are told, in their language. Neutral about "you": groups read it too."""

from typing import Final

from bot.phrases import Catalogue

WORDS: Final[Catalogue] = {
    # --- Arriving ---
    "welcome": {
        "en": "Dateline brings live coverage here as it happens: every update with its pictures, "
        "corrected when the source corrects it, and a summary at the end. "
        "How much of it arrives is for you to choose, and /stop ends it at any time.",
        "ru": "Dateline ведёт здесь текстовые трансляции: каждое обновление с фотографиями, "
        "с исправлениями вслед за источником и с итогами в конце. "
        "Вы сами решаете, сколько получать, а /stop в любой момент всё остановит.",
        "uk": "Dateline веде тут текстові трансляції: кожне оновлення з фотографіями, "
        "з виправленнями слідом за джерелом і з підсумками наприкінці. "
        "Ви самі вирішуєте, скільки отримувати, а /stop будь-коли все зупинить.",
        "tr": "Dateline canlı anlatımları buraya getirir: her gelişmeyi fotoğraflarıyla, "
        "kaynak düzelttiğinde düzeltilmiş hâliyle ve sonunda özetiyle. "
        "Ne kadarını alacağınızı siz seçersiniz; /stop dilediğiniz an durdurur.",
    },
    "welcome_back": {
        "en": "Welcome back: updates come here again.",
        "ru": "С возвращением: обновления снова приходят сюда.",
        "uk": "З поверненням: оновлення знову надходять сюди.",
        "tr": "Yeniden hoş geldiniz: güncellemeler yine buraya gelecek.",
    },
    "choose": {
        "en": "Choose what to follow:",
        "ru": "Выберите, за чем следить:",
        "uk": "Оберіть, за чим стежити:",
        "tr": "Neyi takip etmek istediğinizi seçin:",
    },
    "nothing_on": {
        "en": "Nothing is being covered at the moment.",
        "ru": "Сейчас трансляций нет.",
        "uk": "Зараз трансляцій немає.",
        "tr": "Şu anda canlı anlatım yok.",
    },
    "list_ended": {
        "en": "Coverage that has ended; choose one to read its summary:",
        "ru": "Завершённые трансляции; выберите, чтобы прочитать итоги:",
        "uk": "Завершені трансляції; оберіть, щоб прочитати підсумки:",
        "tr": "Biten anlatımlar; özetini okumak için birini seçin:",
    },
    "nothing_ended": {
        "en": "No coverage has ended yet.",
        "ru": "Завершённых трансляций пока нет.",
        "uk": "Завершених трансляцій поки немає.",
        "tr": "Henüz biten bir anlatım yok.",
    },
    "show_ended": {
        "en": "Ended coverage",
        "ru": "Завершённые",
        "uk": "Завершені",
        "tr": "Biten anlatımlar",
    },
    "show_current": {
        "en": "« Current coverage",
        "ru": "« Текущие",
        "uk": "« Поточні",
        "tr": "« Süren anlatımlar",
    },
    "not_found": {
        "en": "There is no coverage with that number. /follow shows what there is.",
        "ru": "Трансляции с таким номером нет. Все трансляции покажет /follow.",
        "uk": "Трансляції з таким номером немає. Усі трансляції покаже /follow.",
        "tr": "Bu numarayla bir anlatım yok. Olanları /follow gösterir.",
    },
    # --- States of a coverage ---
    "state_scheduled": {
        "en": "to come",
        "ru": "скоро",
        "uk": "незабаром",
        "tr": "başlayacak",
    },
    "state_live": {"en": "live", "ru": "в эфире", "uk": "наживо", "tr": "canlı"},
    "state_paused": {"en": "paused", "ru": "пауза", "uk": "пауза", "tr": "ara verildi"},
    "state_concluded": {"en": "ended", "ru": "завершена", "uk": "завершена", "tr": "bitti"},
    "state_reopened": {
        "en": "live again",
        "ru": "снова в эфире",
        "uk": "знову наживо",
        "tr": "yeniden canlı",
    },
    # --- What is wanted ---
    "following": {
        "en": "Following this coverage.",
        "ru": "Подписка оформлена.",
        "uk": "Підписку оформлено.",
        "tr": "Bu anlatım takip ediliyor.",
    },
    "following_ended": {
        "en": "If it is reopened, updates come here.",
        "ru": "Если трансляция возобновится, обновления придут сюда.",
        "uk": "Якщо трансляція поновиться, оновлення надійдуть сюди.",
        "tr": "Anlatım yeniden açılırsa güncellemeler buraya gelir.",
    },
    "wants": {
        "en": "Sent here: {level}, {media}, {sound}.",
        "ru": "Сюда приходит: {level}, {media}, {sound}.",
        "uk": "Сюди надходить: {level}, {media}, {sound}.",
        "tr": "Buraya gelen: {level}, {media}, {sound}.",
    },
    "wants_everything": {
        "en": "everything",
        "ru": "всё",
        "uk": "усе",
        "tr": "her şey",
    },
    "wants_key_moments": {
        "en": "key moments and the summary",
        "ru": "ключевые моменты и итоги",
        "uk": "ключові моменти й підсумки",
        "tr": "önemli gelişmeler ve özet",
    },
    "wants_summary": {
        "en": "only the summary",
        "ru": "только итоги",
        "uk": "лише підсумки",
        "tr": "yalnızca özet",
    },
    "media_both": {
        "en": "with photos and videos",
        "ru": "с фото и видео",
        "uk": "з фото й відео",
        "tr": "fotoğraf ve videolarla",
    },
    "media_photos": {
        "en": "with photos, without videos",
        "ru": "с фото, без видео",
        "uk": "з фото, без відео",
        "tr": "fotoğraflarla, videosuz",
    },
    "media_videos": {
        "en": "with videos, without photos",
        "ru": "с видео, без фото",
        "uk": "з відео, без фото",
        "tr": "videolarla, fotoğrafsız",
    },
    "media_none": {
        "en": "without photos and videos",
        "ru": "без фото и видео",
        "uk": "без фото й відео",
        "tr": "fotoğraf ve video olmadan",
    },
    "sound_on": {"en": "with sound", "ru": "со звуком", "uk": "зі звуком", "tr": "sesli"},
    "sound_off": {"en": "silently", "ru": "без звука", "uk": "без звуку", "tr": "sessiz"},
    "button_everything": {"en": "Everything", "ru": "Всё", "uk": "Усе", "tr": "Her şey"},
    "button_key_moments": {
        "en": "Key moments",
        "ru": "Ключевые моменты",
        "uk": "Ключові моменти",
        "tr": "Önemli gelişmeler",
    },
    "button_summary": {
        "en": "Only the summary",
        "ru": "Только итоги",
        "uk": "Лише підсумки",
        "tr": "Yalnızca özet",
    },
    "button_photos": {"en": "Photos", "ru": "Фото", "uk": "Фото", "tr": "Fotoğraf"},
    "button_videos": {"en": "Videos", "ru": "Видео", "uk": "Відео", "tr": "Video"},
    "button_sound": {"en": "Sound", "ru": "Звук", "uk": "Звук", "tr": "Ses"},
    "saved": {"en": "Saved", "ru": "Сохранено", "uk": "Збережено", "tr": "Kaydedildi"},
    # --- Settings, unfollowing, stopping ---
    "settings": {
        "en": "Followed here; choose one to change it:",
        "ru": "Подписки этого чата; выберите, чтобы изменить:",
        "uk": "Підписки цього чату; оберіть, щоб змінити:",
        "tr": "Burada takip edilenler; değiştirmek için birini seçin:",
    },
    "nothing_followed": {
        "en": "Nothing is followed here yet. /follow shows what is on.",
        "ru": "Здесь пока нет подписок. Что идёт сейчас, покажет /follow.",
        "uk": "Тут поки немає підписок. Що триває зараз, покаже /follow.",
        "tr": "Burada henüz takip edilen yok. Neler olduğunu /follow gösterir.",
    },
    "back": {"en": "« Back", "ru": "« Назад", "uk": "« Назад", "tr": "« Geri"},
    "unfollow": {"en": "Unfollow", "ru": "Отписаться", "uk": "Відписатися", "tr": "Takibi bırak"},
    "unfollowed": {
        "en": "Unfollowed: {title}",
        "ru": "Подписка отменена: {title}",
        "uk": "Підписку скасовано: {title}",
        "tr": "Takip bırakıldı: {title}",
    },
    "follow_again": {
        "en": "Follow again",
        "ru": "Подписаться снова",
        "uk": "Підписатися знову",
        "tr": "Yeniden takip et",
    },
    "stopped": {
        "en": "Stopped: nothing more is sent here. The choices made are kept.",
        "ru": "Остановлено: больше ничего не придёт. Подписки и настройки сохранены.",
        "uk": "Зупинено: більше нічого не надійде. Підписки й налаштування збережено.",
        "tr": "Durduruldu: buraya artık bir şey gelmeyecek. Seçimleriniz saklandı.",
    },
    "resume": {"en": "Resume", "ru": "Возобновить", "uk": "Поновити", "tr": "Devam et"},
    "resumed": {
        "en": "Updates come here again. /settings shows which.",
        "ru": "Обновления снова приходят сюда. Какие именно, покажет /settings.",
        "uk": "Оновлення знову надходять сюди. Які саме, покаже /settings.",
        "tr": "Güncellemeler yine buraya geliyor. Hangileri olduğunu /settings gösterir.",
    },
    "catch_up": {
        "en": "What happened so far, in one message:",
        "ru": "Что произошло к этому часу, одним сообщением:",
        "uk": "Що сталося на цю годину, одним повідомленням:",
        "tr": "Şu ana kadar olanlar, tek mesajda:",
    },
    "is_stopped": {
        "en": "Everything is stopped: nothing is sent here.",
        "ru": "Всё остановлено: сюда ничего не приходит.",
        "uk": "Усе зупинено: сюди нічого не надходить.",
        "tr": "Her şey durduruldu: buraya bir şey gelmiyor.",
    },
    # --- Status and summary ---
    "last_update": {
        "en": "last update {time}",
        "ru": "последнее обновление {time}",
        "uk": "останнє оновлення {time}",
        "tr": "son güncelleme {time}",
    },
    "no_updates": {
        "en": "no updates yet",
        "ru": "обновлений пока нет",
        "uk": "оновлень поки немає",
        "tr": "henüz güncelleme yok",
    },
    "and_more": {
        "en": "And {count} more.",
        "ru": "И ещё {count}.",
        "uk": "І ще {count}.",
        "tr": "Ve {count} tane daha.",
    },
    "which_summary": {
        "en": "Which coverage?",
        "ru": "Какая трансляция?",
        "uk": "Яка трансляція?",
        "tr": "Hangi anlatım?",
    },
    # --- Groups ---
    "admins_only": {
        "en": "Only this group's admins decide what is sent here. "
        "Anyone can follow coverage in a private chat with me.",
        "ru": "Что приходит в эту группу, решают её администраторы. "
        "Следить за трансляциями самостоятельно можно в личном чате со мной.",
        "uk": "Що надходить у цю групу, вирішують її адміністратори. "
        "Стежити за трансляціями самостійно можна в особистому чаті зі мною.",
        "tr": "Bu gruba ne geleceğine yalnızca yöneticileri karar verir. "
        "Anlatımları benimle özel sohbette herkes takip edebilir.",
    },
    "open_private": {
        "en": "Open a private chat",
        "ru": "Открыть личный чат",
        "uk": "Відкрити особистий чат",
        "tr": "Özel sohbeti aç",
    },
    "here": {
        "en": "From now on this is posted in this topic: {titles}.",
        "ru": "Теперь в эту тему приходит: {titles}.",
        "uk": "Відтепер у цю тему надходить: {titles}.",
        "tr": "Bundan böyle bu konuya gelenler: {titles}.",
    },
    "here_nothing": {
        "en": "Nothing is posted in this group yet. /follow, sent in this topic, chooses what.",
        "ru": "В эту группу пока ничего не приходит. Выберите что, отправив /follow в этой теме.",
        "uk": "У цю групу поки нічого не надходить. Оберіть що, надіславши /follow у цій темі.",
        "tr": "Bu gruba henüz bir şey gelmiyor. Bu konuda /follow göndererek seçebilirsiniz.",
    },
    "here_no_topics": {
        "en": "This group has no topics: updates already come right here.",
        "ru": "В этой группе нет тем: обновления и так приходят прямо сюда.",
        "uk": "У цій групі немає тем: оновлення й так надходять просто сюди.",
        "tr": "Bu grupta konu yok: güncellemeler zaten doğrudan buraya geliyor.",
    },
    # --- Help ---
    "help": {
        "en": "What I can do:",
        "ru": "Что я умею:",
        "uk": "Що я вмію:",
        "tr": "Neler yapabilirim:",
    },
    "command_start": {
        "en": "begin, or resume after /stop",
        "ru": "начать или возобновить после /stop",
        "uk": "почати або поновити після /stop",
        "tr": "başla ya da /stop sonrası devam et",
    },
    "command_follow": {
        "en": "choose coverage to follow",
        "ru": "выбрать трансляцию",
        "uk": "обрати трансляцію",
        "tr": "takip edilecek anlatımı seç",
    },
    "command_settings": {
        "en": "change what is sent here, or unfollow",
        "ru": "изменить, что приходит, или отписаться",
        "uk": "змінити, що надходить, або відписатися",
        "tr": "gelenleri değiştir ya da takibi bırak",
    },
    "command_summary": {
        "en": "what happened so far, or the outcome",
        "ru": "что произошло к этому часу или чем кончилось",
        "uk": "що сталося на цю мить або чим скінчилося",
        "tr": "şu ana dek olanlar ya da sonuç",
    },
    "command_background": {
        "en": "who takes part, where and when, the prognosis",
        "ru": "кто участвует, где и когда, прогноз",
        "uk": "хто бере участь, де і коли, прогноз",
        "tr": "kimler katılıyor, nerede ve ne zaman, öngörü",
    },
    "command_status": {
        "en": "what is followed and how it stands",
        "ru": "подписки и их состояние",
        "uk": "підписки та їхній стан",
        "tr": "takip edilenler ve durumları",
    },
    "command_here": {
        "en": "post in this topic (in a group with topics)",
        "ru": "присылать в эту тему (в группе с темами)",
        "uk": "надсилати в цю тему (у групі з темами)",
        "tr": "bu konuya gönder (konulu gruplarda)",
    },
    "command_stop": {
        "en": "send nothing more",
        "ru": "больше ничего не присылать",
        "uk": "більше нічого не надсилати",
        "tr": "artık hiçbir şey gönderme",
    },
    "command_help": {
        "en": "this list",
        "ru": "этот список",
        "uk": "цей список",
        "tr": "bu liste",
    },
}
