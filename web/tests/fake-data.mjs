// A practice company for developing the web app without the server: an electronics shop, Korean and English.
export const kDepartments = [
    ['dep-home', '생활가전', 'Home appliances'], ['dep-audio', '오디오', 'Audio'], ['dep-pc', '컴퓨터', 'Computers'],
    ['dep-care', '서비스센터', 'Service centre'], ['dep-law', '법무', 'Legal'],
];
export const kPeople = [
    ['emp-kg', '김가온', 'gaon@onmaru.example', 'KG', 'admin', 'dep-care'], ['emp-dy', '이도윤', 'doyun@onmaru.example', 'DY', 'desk', 'dep-care'],
    ['emp-sm', '서민', 'min@onmaru.example', 'SM', 'employee', 'dep-home'], ['emp-he', 'Helen Evans', 'helen@onmaru.example', 'HE', 'lead', 'dep-audio'],
    ['emp-jh', '정하늘', 'haneul@onmaru.example', 'JH', 'desk', 'dep-home'], ['emp-bm', 'Ben Mills', 'ben@onmaru.example', 'BM', 'employee', 'dep-pc'],
    ['emp-ya', '윤아라', 'ara@onmaru.example', 'YA', 'auditor', 'dep-care'], ['emp-ps', '박솔', 'sol@onmaru.example', 'PS', 'analyst', 'dep-care'],
];
// [shortcut, title, texts, shared, uses]
export const kPhrases = [
    ['환불', '환불 처리 기간', { ko: '{{customer.name}} 님, 환불은 접수한 날부터 영업일 사흘 안에 됩니다. 더 늦어지면 {{brand.name}}에서 먼저 연락드릴게요.', en: 'Hi {{customer.name}}, refunds take three working days from the day we receive your request.' }, 'brand', 412],
    ['교환', '새 제품으로 교환', { ko: '불편을 드려 죄송합니다. 오늘 바로 새 제품을 보내 드릴게요. 주소는 쪽지로 알려 주세요.' }, 'brand', 187],
    ['인사', '첫인사', { ko: '안녕하세요, {{brand.name}} {{department.name}} {{me.name}}입니다.', en: 'Hello, this is {{me.name}} of {{department.name}} at {{brand.name}}.' }, 'department', 95],
    ['reset', 'Factory reset', { en: 'Hold the power key for 12 seconds until the light turns white, then let go.' }, 'department', 61],
    ['부표', '제습기 부표 걸림', { ko: '물통을 빼면 안쪽 뒤에 흰 부표가 보입니다. 위로 한 번 밀어 올린 뒤 물통을 끝까지 넣어 주세요.' }, 'me', 14],
];
// [network, handle, name, lang, minutes ago, followers, posts [side, minutes ago, text, extra], more]
export const kTalks = [
    ['bluesky', 'dalnyang22.bsky.example', '달냥', 'ko', 14.1, 310, [['customer', 14.1, '환불 접수한 지 9일째인데 아직도 ‘처리 중’\u2060이래요. 이번 주 안에 되긴 하는 건가요?']], {}],
    ['bluesky', 'dawn2am.bsky.example', '새벽두시', 'ko', 8.8, 12400, [
        ['customer', 8.8, '@onmaru.example 제습기 D20 어제 왔는데 물통 비어 있는데도 꽉 찼다고 계속 삑삑거려요;; 밤새 울려서 잠을 못 잤어요 ㅠㅠ', { media: [{ url: 'https://media.example/d20.mp4', alt: '동영상 0:14, 제습기 앞면에서 물통 표시등이 깜빡임' }] }],
        ['other', 6.1, '저도 그랬는데 물통 뒤에 있는 부표가 걸린 거였어요. 한번 보세요! https://blog.example/d20-float 여기에 사진 있어요.', { author: ['slowwalk.bsky.example', '느린산책'] }],
        ['customer', 1.4, '부표가 어디 있는 건지 모르겠어요. 사진 있을까요?']], { claim: 'emp-kg' }],
    ['bluesky', 'tamsin.bsky.example', 'Tamsin Ode', 'en', 8.3, 842, [['customer', 8.3, 'My Sori Buds 2 left ear went silent after the 3.1 update. Reset twice already. Anyone awake over there?']], { claim: 'emp-dy' }],
    ['mastodon', 'edda@fosslodge.example', 'Edda', 'en', 5.8, 2210, [['customer', 5.8, 'Does the Hanbit 55 do eARC or only ARC? The box says one thing and the spec sheet another. Pick one.', { edited: true }]], {}],
    ['bluesky', 'marublue.bsky.example', '마루블루', 'ko', 4.5, 96, [['customer', 4.5, '성수점에서 본 크림색 스피커, 온라인엔 왜 없나요? 택배로 받을 수 있으면 바로 살게요']], { late: true }],
    ['mastodon', 'narae14@modu.example', '나래 14 사용자 모임', 'ko', 3.3, 5400, [['customer', 3.3, '윈도우 업데이트 뒤로 지문 인식 안 되는 분 계신가요? 벌써 댓글 41개째예요']], {}],
    ['bluesky', 'minjae.bsky.example', '서민재', 'ko', 2.1, 120, [['customer', 2.1, 'TV 벽걸이 설치 기사님이 30분 늦으신다는데 연락이 없어요. 반차 냈는데…']], {}],
    ['bluesky', 'hana_dev.bsky.example', 'はなこ', 'ja', 1.9, 1500, [['customer', 1.9, 'P3プリンターの日本語マニュアルはどこでダウンロードできますか？']], {}],
    ['mastodon', 'rowan@bytes.example', 'Rowan Hale', 'en', 1.1, 61, [['customer', 1.1, 'Ordered the Narae 14 on Monday, the tracking page still says "label created". <b>Is it coming?</b>']], { offer: 'emp-kg' }],
    ['bluesky', 'parkbyul.bsky.example', '박별', 'ko', 4.8, 400, [['customer', 4.8, '프린터 P3 와이파이 비밀번호 바꿨더니 못 찾네요. 초기화 어떻게 하나요?']], { held: '앞면 와이파이 버튼을 5초 누르고 앱에서 다시 연결해 주세요.', by: 'emp-sm' }],
    ['bluesky', 'quinn.bsky.example', 'Quinn', 'en', 22, 77, [['customer', 22, 'The D20 manual link on your site is a 404.']], { failed: 'Sorry about that! The manual is at https://onmaru.example/d20', by: 'emp-kg', claim: 'emp-kg' }],
    ['bluesky', 'noeul_tea.bsky.example', '노을차', 'ko', 95, 230, [['customer', 95, '버즈 2 한쪽이 계속 끊겨요. 초기화도 해 봤어요.'], ['brand', 89, '불편하셨겠어요. 케이스에 넣고 버튼을 10초 눌러 주세요. 소리가 두 번 나면 됩니다. ^DY'], ['customer', 80, '상담원분 덕분에 10분 만에 해결했어요. 감사합니다!', {}]], { answered: 360, by: 'emp-dy' }],
    ['mastodon', 'ines@casa.example', 'Inés', 'es', 130, 900, [['customer', 130, '¿El altavoz Maru funciona con 110 V?'], ['brand', 104, 'Sí, de 100 a 240 V. ^HE'], ['customer', 100, '', { deleted: true }]], { answered: 1560, by: 'emp-he' }],
];
const kKo = ['배송이 언제쯤 올까요? 주문번호는 디엠으로 보낼게요.', '리모컨 건전지 커버만 따로 살 수 있나요?', '앱 업데이트하고 나서 로그인이 풀렸어요', '어제 산 제습기 소음이 원래 이 정도인가요? 조용할 줄 알았는데 밤에 틀기 어렵네요', '매장에서 받은 쿠폰이 온라인에서 안 먹어요'];
const kEn = ['Is the 27-inch monitor VESA mountable?', 'Your chat has had me on hold for 40 minutes. Hello?', 'Love the new Sori Buds, but where do I get spare tips?', 'Which cable came in the box? Mine has none.', 'Store hours for the holiday weekend?'];
const kKoNames = ['하늘보리', '감자칩', '은하수', '모래내', '두부한모', '오후세시', '가을비', '늦잠'];
const kEnNames = ['Ash Moor', 'June Park', 'Cole', 'Priya N.', 'Sam Okafor', 'Lena', 'Theo', 'Mio'];
// The n-th of endless further customers; the same n is always the same one.
export function talk(n, minutes) {
    const ko = n % 3 !== 2;
    const text = (ko ? kKo : kEn)[n % 5];
    return [['bluesky', 'mastodon'][n % 2], `${ko ? 'guest' : 'visitor'}${n}.bsky.example`, (ko ? kKoNames : kEnNames)[n % 8], ko ? 'ko' : 'en', minutes, (n * 137) % 3000, [['customer', minutes, text]], {}];
}
const kImages = { max: 4, max_bytes: 1000000, max_side: 0, types: ['image/jpeg', 'image/png', 'image/webp'], max_alt: 2000, alt_required: false };
export const kNetworks = [
    { id: 'mastodon', label: 'Mastodon', text_rule: 'code-points-500', media: kImages, settings_form: [] },
    { id: 'simulated', label: '연습망', text_rule: 'graphemes-300', media: kImages, settings_form: [{ name: 'handle', label: '계정 이름', kind: 'text', required: true, hint: '아무 이름이나 됩니다.', placeholder: 'onmaru_care' }] },
    { id: 'bluesky', label: 'Bluesky', text_rule: 'graphemes-300', media: kImages, settings_form: [
        { name: 'service', label: '서버 주소', kind: 'url', required: true, hint: '계정이 있는 서버. 보통 https://bsky.social 입니다.', placeholder: 'https://bsky.social' },
        { name: 'handle', label: '계정', kind: 'text', required: true, hint: '', placeholder: 'onmaru.example' },
        { name: 'app_password', label: '앱 비밀번호', kind: 'secret', required: true, hint: 'Bluesky 설정의 앱 비밀번호에서 만듭니다. 계정 비밀번호가 아닙니다.', placeholder: 'xxxx-xxxx-xxxx-xxxx' },
        { name: 'appview', label: '조회 서버', kind: 'url', required: false, hint: '비워 두면 계정의 서버를 씁니다.', placeholder: '' }] },
];
